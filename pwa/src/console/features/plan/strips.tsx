// The days of the engineers as strips: as they stand, and below as they would be.
import { t } from '../../../shared/i18n';
import { clockTime, span } from '../../../shared/time';
import { me } from '../../app/session';
import type { Proposal } from '../../data/plans';

type Day = Proposal['days'][number];
type Slot = Day['before'][number];

const WIDE = 1000; // units of a strip
const TALL = 14;
const HOUR = 3_600_000;

export function Strips({ proposal: { days } }: { proposal: Proposal }) {
  if (!days.some((day) => day.before.length + day.after.length)) return null;
  const slots = days.flatMap((day) => [...day.before, ...day.after]);
  const since = Math.floor(Math.min(...slots.map((slot) => Date.parse(slot.at))) / HOUR) * HOUR;
  const until = Math.ceil(Math.max(...slots.map((slot) => Date.parse(slot.leaves))) / HOUR) * HOUR;
  const x = (at: string | number) =>
    (((typeof at === 'number' ? at : Date.parse(at)) - since) / Math.max(1, until - since)) * WIDE;
  const hours = hoursOf(since, until);
  const zone = me.value?.time_zone;
  return (
    <section class="plan-days">
      <h2>{t('plan.days')}</h2>
      <div class="plan-day soft small" aria-hidden="true">
        <span />
        <span />
        <span class="plan-hours">
          <span>{clockTime(since, zone)}</span>
          <span>{clockTime(until, zone)}</span>
        </span>
      </div>
      {days.map((day) => (
        <div key={day.engineer_id} class="plan-day" data-day={day.engineer_id}>
          <strong>{day.name}</strong>
          <span class="soft small">
            {t('plan.drive_from_to', { from: drives(day.travel_before), to: drives(day.travel_after) })}
          </span>
          <svg viewBox={`0 0 ${WIDE} ${2 * TALL + 4}`} preserveAspectRatio="none" role="img" aria-label={wordsOf(day)}>
            {hours.map((at) => (
              <line key={at} x1={x(at)} x2={x(at)} y1="0" y2={2 * TALL + 4} />
            ))}
            <Blocks slots={day.before} others={day.after} top={0} x={x} />
            <Blocks slots={day.after} others={day.before} top={TALL + 4} x={x} />
          </svg>
        </div>
      ))}
      <p class="soft small">
        {t('plan.strips')} {slots.some((slot) => slot.pinned) && t('plan.strips_pinned')}
      </p>
    </section>
  );
}

const drives = (minutes: number) => (minutes ? span(minutes * 60_000) : t('plan.no_drive'));
const wordsOf = (day: Day) => t('plan.strip_of', { name: day.name, before: day.before.length, after: day.after.length });

interface BlocksProps {
  slots: Slot[];
  /** Of the other strip: what is not in it is new here, or leaves. */
  others: Slot[];
  top: number;
  x: (at: string) => number;
}

function Blocks({ slots, others, top, x }: BlocksProps) {
  const there = new Set(others.map((slot) => slot.order_id));
  return (
    <>
      {slots.map((slot) => (
        <rect
          key={slot.order_id}
          x={x(slot.at)}
          y={top}
          width={Math.max(4, x(slot.leaves) - x(slot.at))}
          height={TALL}
          class={`${slot.late ? 'late' : there.has(slot.order_id) ? '' : 'other'}${slot.pinned ? ' pinned' : ''}`}
        >
          <title>{titleOf(slot)}</title>
        </rect>
      ))}
    </>
  );
}

function titleOf({ number, at, leaves, pinned }: Slot): string {
  const zone = me.value?.time_zone;
  return `${number} ${clockTime(at, zone)}–${clockTime(leaves, zone)}${pinned ? ` · ${t('plan.pinned')}` : ''}`;
}

/** Every full hour between. */
function hoursOf(since: number, until: number): number[] {
  const first = Math.ceil(since / HOUR) * HOUR;
  return Array.from({ length: Math.max(0, Math.floor((until - first) / HOUR) + 1) }, (_, n) => first + n * HOUR);
}
