// What was promised before, and what became of it.
import { t, td } from '../../../shared/i18n';
import { moment, period } from '../../../shared/time';
import type { Detail } from './state';

type Promised = Detail['promises'][number];

/** Nothing where the first promise still stands. */
export function EarlierPromises({ open }: { open: Detail }) {
  const earlier = open.promises.slice(0, -1);
  if (!earlier.length) return null;
  return (
    <ul class="earlier small" aria-label={t('promise.earlier')}>
      {earlier
        .map((row, at) => <One key={row.told_at} row={row} next={open.promises[at + 1]} zone={open.extra.time_zone} />)
        .toReversed()}
    </ul>
  );
}

/** Struck out is what did not come to pass; why another time was needed stands beside it. */
function One({ row, next, zone }: { row: Promised; next: Promised | undefined; zone: string }) {
  const window = period(row.window_from, row.window_to, zone);
  const kept = row.outcome === 'kept';
  const unheard = row.outcome === 'missed' && next?.how === 'not_reached' && next.told_at <= row.window_to;
  const said = td('promise', unheard ? 'unheard' : row.outcome, { at: row.ended_at ? moment(row.ended_at, zone) : '' });
  return (
    <li data-promise={row.outcome}>
      {kept ? window : <s>{window}</s>} <span class={row.outcome === 'missed' ? 'bad-word' : 'soft'}>{said}</span>
      {next?.why && !kept && <span class="soft"> · {td('why', next.why)}</span>}
    </li>
  );
}
