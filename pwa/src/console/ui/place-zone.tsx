// Said where a place's clocks are not those of the office, whose time stands in the bar.
import { t } from '../../shared/i18n';
import { clockTime, offset, otherZones, tick } from '../../shared/time';
import { me } from '../app/session';

/** The place's zone, where its clocks stand otherwise; empty where they do not. */
export function zoneBeside(zone: string): string {
  const own = me.value?.time_zone ?? zone;
  return own === zone ? '' : (otherZones([zone], tick.value, offset(tick.value, own))[0] ?? '');
}

export function PlaceZone({ zone }: { zone: string }) {
  const other = zoneBeside(zone);
  if (!other) return null;
  return (
    <p class="note small" data-zone>
      {t('time.zone_of_place', { zone: other, at: clockTime(tick.value, me.value?.time_zone) })}
    </p>
  );
}
