// On the map: asks for the way of an engineer of a day, and says when nothing is known of it.
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { period, span } from '../../../shared/time';
import { me } from '../../app/session';
import { hideTrail, showTrail, subject, today, trail } from './trail';

export function TrailPanel() {
  const who = subject.value;
  if (!who) return null;
  const shown = trail.value;
  if (!shown)
    return (
      <button type="button" class="plain" data-trail-show onClick={() => void showTrail(who.engineer_id, today())}>
        {t('trail.show', { name: who.name })}
      </button>
    );
  const { pieces, gaps } = shown.way;
  return (
    <section class="trail" aria-label={t('trail.title', { name: who.name })} data-trail={pieces.length}>
      <header>
        <h4>{t('trail.title', { name: who.name })}</h4>
        <button type="button" class="plain" aria-label={t('trail.hide')} title={t('trail.hide')} onClick={hideTrail}>
          <Icon name="x" />
        </button>
      </header>
      <label>
        {t('trail.day')}
        <input
          type="date"
          name="trail_day"
          value={shown.day}
          max={today()}
          onChange={({ currentTarget: { value } }) => value && void showTrail(who.engineer_id, value)}
        />
      </label>
      {pieces.length === 0 && <p role="status">{t('trail.none')}</p>}
      {gaps.length > 0 && (
        <details>
          <summary>{t('trail.gaps', { n: gaps.length })}</summary>
          <ul>
            {gaps.map((gap) => (
              <li key={gap.since} data-gap>
                {period(gap.since, gap.until, me.value?.time_zone, Date.parse(gap.since))}{' '}
                <span class="soft">({span(Date.parse(gap.until) - Date.parse(gap.since))})</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="soft small">{t('trail.told', { name: who.name })}</p>
    </section>
  );
}
