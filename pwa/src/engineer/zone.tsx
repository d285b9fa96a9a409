// Said where a place's clocks are not the phone's.
import { listed, t } from '../shared/i18n';
import { clockTime, otherZones, tick } from '../shared/time';

/** Times are those of the place. Where its clocks are not the phone's, that is said, and what the phone's says now. */
export function ZoneNote({ zones }: { zones: readonly string[] }) {
  const other = otherZones(zones, tick.value);
  if (!other.length) return null;
  return (
    <p class="note zone-note" data-zone>
      {t('time.other_zone', { zone: listed(other), at: clockTime(tick.value) })}
    </p>
  );
}
