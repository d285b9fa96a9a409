// The days under the filters: how many orders each has, and only those of one where it is pressed.
import { DAYS } from '../../../shared/days';
import { t } from '../../../shared/i18n';
import { go } from '../../app/router';
import { day, perDay } from './state';

/** Today and tomorrow always stand there, so that nothing moves when the first order of tomorrow comes in. */
const ALWAYS: readonly string[] = ['today', 'tomorrow'];

export function DayStrip() {
  const counts = perDay.value;
  if (!counts) return null;
  const shown = DAYS.filter((name) => counts[name] || ALWAYS.includes(name) || day.value === name);
  return (
    <fieldset class="by-day" aria-label={t('day.title')}>
      {[null, ...shown].map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={day.value === name}
          data-day={name ?? 'any'}
          onClick={() => go({ day: name })}
        >
          {t(name ? `day.${name}` : 'day.any')} {name && <b>{counts[name]}</b>}
        </button>
      ))}
    </fieldset>
  );
}
