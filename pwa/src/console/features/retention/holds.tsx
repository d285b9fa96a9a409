// What must not be deleted whatever the terms say, who said so, and why.
import { useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { moment } from '../../../shared/time';
import { attempt, toast } from '../../app/toast';
import { type Hold, liftHold } from '../../data/retention';
import { Entries } from '../../ui/entries';
import { NewHold } from './new-hold';

export function Holds({ rows, onChanged }: { rows: Hold[]; onChanged: () => Promise<void> }) {
  const [adds, setAdds] = useState(false);
  const lift = async (row: Hold) => {
    await attempt(async () => {
      await liftHold(row.id);
      toast.value = { text: t('retention.lifted') };
    });
    await onChanged();
  };
  const placed = async () => {
    setAdds(false);
    toast.value = { text: t('retention.placed') };
    await onChanged();
  };
  return (
    <section data-holds>
      <header class="spread">
        <h2>{t('retention.holds')}</h2>
        {!adds && (
          <button type="button" data-new-hold onClick={() => setAdds(true)}>
            {t('retention.place')}
          </button>
        )}
      </header>
      <p class="soft small">{t('retention.holds_mean')}</p>
      {rows.length === 0 && !adds && <p class="soft">{t('retention.no_holds')}</p>}
      {rows.length > 0 && (
        <Entries heads={[t('retention.held'), t('retention.reason'), t('retention.placed_at'), '']}>
          {rows.map((row) => (
            <tr key={row.id} data-hold={row.id}>
              <td>
                {td('hold', row.kind)} {row.object}
              </td>
              <td>{row.reason}</td>
              <td>
                {moment(row.placed_at)} <span class="soft">{row.placed_by}</span>
              </td>
              <td class="right">
                {row.lifted_at ? (
                  <span class="soft">{t('retention.lifted_by', { at: moment(row.lifted_at), name: row.lifted_by ?? '' })}</span>
                ) : (
                  <button type="button" data-lift onClick={() => void lift(row)}>
                    {t('retention.lift')}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </Entries>
      )}
      {adds && <NewHold onPlaced={placed} onCancel={() => setAdds(false)} />}
    </section>
  );
}
