// Who looked at whose way, and of which day; the engineer reads the same on their phone.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { date, moment } from '../../../shared/time';
import { attempt } from '../../app/toast';
import { type Look, listLooks } from '../../data/retention';
import { Entries } from '../../ui/entries';

export function Looks() {
  const [rows, setRows] = useState<Look[] | null>(null);
  const [more, setMore] = useState(true);
  const load = async () => {
    const page = (await attempt(() => listLooks(rows?.at(-1)?.id))) ?? [];
    setRows([...(rows ?? []), ...page]);
    setMore(page.length > 0);
  };
  useEffect(() => void load(), []);
  return (
    <section data-looks>
      <h2>{t('retention.looks')}</h2>
      <p class="soft small">{t('retention.looks_mean')}</p>
      {rows?.length === 0 && <p class="soft">{t('retention.no_looks')}</p>}
      {rows && rows.length > 0 && (
        <Entries heads={[t('retention.looked_at'), t('retention.who'), t('retention.whose'), t('retention.of_day')]}>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{moment(row.looked_at)}</td>
              <td>{row.name}</td>
              <td>{row.engineer}</td>
              <td>{date(row.day)}</td>
            </tr>
          ))}
        </Entries>
      )}
      {rows && rows.length > 0 && more && (
        <button type="button" onClick={() => void load()}>
          {t('retention.earlier')}
        </button>
      )}
    </section>
  );
}
