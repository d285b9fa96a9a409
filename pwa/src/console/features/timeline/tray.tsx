// What nobody has yet, of the days that are shown or without a day: to be dragged to somebody.
import { BENCH } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { period } from '../../../shared/time';
import { chosen, go } from '../../app/router';
import { asTheyStand, fits, isLate, type Line } from '../orders/line';
import { lines, partly } from '../orders/state';
import { read } from './state';

/** What was missed stands under today. */
function belongs(line: Line, since: string, until: string, now: string): boolean {
  if (BENCH.has(line.kind) || !fits(line, 'unassigned')) return false;
  if (!line.window_from || !line.window_to || line.needs_new_time) return true;
  const from = Date.parse(line.window_from);
  const missed = Date.parse(line.window_to) <= Date.parse(since) && Date.parse(now) < Date.parse(until);
  return missed || (from < Date.parse(until) && Date.parse(line.window_to) > Date.parse(since));
}

export function Tray() {
  const shown = read.value;
  const rows = shown
    ? [...lines.value.values()].filter((line) => belongs(line, shown.since, shown.until, shown.now)).sort(asTheyStand)
    : [];
  return (
    <section class="tl-tray" aria-label={t('timeline.tray')}>
      <h2>
        {t('timeline.tray')} <b>{rows.length}</b>
      </h2>
      <p class="soft small">
        <kbd>M</kbd> {t('timeline.move')}
      </p>
      {partly.value && <p class="soft small">{t('timeline.partly')}</p>}
      {!rows.length && <p class="soft small">{t('timeline.tray_empty')}</p>}
      <ul class="bare">
        {rows.map((line) => (
          <li key={line.id}>
            <button
              type="button"
              class={`tl-open ${isLate(line) ? 'late' : ''}`}
              data-tray={line.id}
              data-name={line.site}
              aria-current={chosen.value === line.id ? 'true' : undefined}
              onClick={() => go({ order: line.id })}
            >
              <strong>{line.site}</strong>
              <span class="soft small">{line.account}</span>
              <span class="small">
                {line.window_from && line.window_to && !line.needs_new_time
                  ? period(line.window_from, line.window_to, line.time_zone)
                  : t('timeline.no_time')}
                {' · '}
                {t('visit.level', { level: line.level })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
