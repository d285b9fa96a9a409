// What was promised before, and what became of it.
import { t, td } from '../../../shared/i18n';
import { period } from '../../../shared/time';
import type { Detail } from './state';

/** Nothing where the first promise still stands. */
export function EarlierPromises({ open }: { open: Detail }) {
  const earlier = open.promises.slice(0, -1);
  if (!earlier.length) return null;
  return (
    <ul class="earlier small" aria-label={t('promise.earlier')}>
      {earlier.toReversed().map((row, index) => {
        const next = open.promises[open.promises.length - 1 - index];
        return (
          <li key={row.told_at} data-promise={row.outcome}>
            <s>{period(row.window_from, row.window_to, open.extra.time_zone)}</s>{' '}
            <span class={row.outcome === 'missed' ? 'bad-word' : 'soft'}>{td('promise', row.outcome)}</span>
            {next?.why && <span class="soft"> · {td('why', next.why)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
