// What was tapped on this phone about a visit, and where each tap is by now.
import { useState } from 'preact/hooks';
import { metres } from '../../shared/distance';
import { t, td } from '../../shared/i18n';
import { money } from '../../shared/money';
import { moment, span } from '../../shared/time';
import type { Command, View } from '../model';
import { attention, commands, inFlight } from '../state';

const FEW = 6;

export function Recorded({ view }: { view: View }) {
  const [all, setAll] = useState(false);
  const rows = commands.value.filter((row) => row.attendance_id === view.attendance_id).reverse();
  if (!rows.length) return null;
  return (
    <section class="card recorded">
      <h2>{t('visit.history')}</h2>
      <ul>
        {rows.slice(0, all ? rows.length : FEW).map((row) => (
          <li key={row.id} data-state={row.state}>
            <span class="soft">{moment(row.at, view.time_zone)}</span>
            <span>
              {td('action', row.action)}
              {wordsOf(row) && <span class="soft small said">{wordsOf(row)}</span>}
            </span>
            <Whereabouts row={row} />
          </li>
        ))}
      </ul>
      {!all && rows.length > FEW && (
        <button type="button" class="plain big" onClick={() => setAll(true)}>
          {t('visit.history_all', { n: rows.length })}
        </button>
      )}
    </section>
  );
}

/** What the engineer said with it. */
function wordsOf({ data, kind }: Command): string {
  const found = kind === 'inspect' ? td('outcome', String(data.outcome)) : '';
  const price = kind === 'quote' ? money({ amount: String(data.amount), currency: String(data.currency) }) : '';
  const late = data.minutes ? `${span(Number(data.minutes) * 60_000)}, ${td('cause', String(data.cause))}` : '';
  const skipped = data.skipped ? t('visit.skipped') : '';
  const far = typeof data.distance_m === 'number' ? t('event.distance', { distance: metres(data.distance_m) }) : '';
  const why = data.reason_code ? td('reason', String(data.reason_code)) : '';
  return [late, skipped, far, found, price, data.serial, data.text, why, data.reason, data.witness, data.value]
    .filter(Boolean)
    .join(' · ');
}

/** On the phone, on its way, received, or in need of the engineer. */
export function Whereabouts({ row }: { row: Command }) {
  const said = attention.value.includes(row)
    ? (['bad', t('queue.attention')] as const)
    : inFlight.value.has(row.id)
      ? (['go', t('queue.sending')] as const)
      : row.state === 'waiting'
        ? (['warn', t('queue.on_phone')] as const)
        : (['', row.code ? t('queue.kept') : t('queue.received')] as const);
  return <span class={said[0] ? `chip ${said[0]}` : 'soft small'}>{said[1]}</span>;
}
