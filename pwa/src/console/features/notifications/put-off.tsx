// What failed in the background and is tried again later, or waits for a person; and what fails for the house as a whole.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { relative } from '../../../shared/time';
import { attempt, toast } from '../../app/toast';
import { listPutOff, tryNow } from '../../data/notifications';
import { Entries } from '../../ui/entries';
import { OrderLink } from '../../ui/order-link';

type Row = Schemas['PutOff'];
const AGAIN = 5000; // ms: it goes away by itself when it has worked

export function PutOff() {
  const [rows, setRows] = useState<Row[] | null>(null);
  const load = async () => setRows((await attempt(listPutOff)) ?? rows);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void listPutOff().then(setRows, () => {}), AGAIN);
    return () => clearInterval(timer);
  }, []);
  const again = async ({ source, what, item }: Row) => {
    await attempt(async () => {
      await tryNow({ source, what, item });
      toast.value = { text: t('put_off.again') };
    });
    await load();
  };
  return (
    <section class="put-off">
      <h2>
        {t('put_off.title')} <span class="soft">{rows?.length ?? ''}</span>
      </h2>
      <p class="soft small">{t('put_off.help')}</p>
      {rows?.length === 0 && <p class="blank soft">{t('put_off.empty')}</p>}
      {rows && rows.length > 0 && <Table rows={rows} onTry={again} />}
    </section>
  );
}

function Table({ rows, onTry }: { rows: Row[]; onTry: (row: Row) => Promise<void> }) {
  return (
    <Entries heads={[t('put_off.what'), t('put_off.whom'), t('dead.why'), t('put_off.failed'), t('put_off.next'), '']}>
      {rows.map((row) => (
        <tr key={`${row.source} ${row.what} ${row.item}`}>
          <td>{td('put_off', row.what.replaceAll(' ', '_'))}</td>
          <td>
            {row.order_id && row.number ? (
              <OrderLink id={row.order_id}>{row.number}</OrderLink>
            ) : (
              (row.name ?? <span class="soft">{t('put_off.everybody')}</span>)
            )}
          </td>
          <td class="small">{row.error}</td>
          <td>
            {t('put_off.times', { n: row.times })} <span class="soft">{relative(row.failed_at)}</span>
          </td>
          <td>{nextOf(row)}</td>
          <td class="right">
            <button type="button" disabled={row.wanted} onClick={() => void onTry(row)}>
              {t('put_off.try')}
            </button>
          </td>
        </tr>
      ))}
    </Entries>
  );
}

function nextOf(row: Row): string {
  if (row.wanted) return t('put_off.now');
  return row.next_at ? relative(row.next_at) : t('put_off.never');
}
