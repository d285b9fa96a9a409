// Under which day work stands: of the place's zone, since that is where people go.
import { type Status, UNDER_WAY } from './domain.gen';
import { fromField, tick, toField } from './time';

export const DAYS = ['today', 'tomorrow', 'week', 'later', 'undated'] as const;
export type Day = (typeof DAYS)[number];

interface Planned {
  status?: Status;
  /** Nothing is promised by now: not yet, or it passed while the work waited. */
  needs_new_time?: boolean;
  window_from?: string | null;
  window_to?: string | null;
  /** A date of its own ("2026-03-02"), where no hour was promised. */
  promised_on?: string | null;
  time_zone: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SUNDAY = 0;

/** What is under way, or past and still open, stands under today; a week ends on Sunday. */
export function dayOf(planned: Planned, now = tick.value): Day {
  if (planned.status && UNDER_WAY.has(planned.status) && !planned.promised_on) return 'today'; // a bench has its pieces for days
  const at = planned.needs_new_time ? null : beginOf(planned);
  if (at === null) return 'undated';
  const ends = endsOf(planned.time_zone, now);
  return (['today', 'tomorrow', 'week'] as const).find((_, index) => at < (ends[index] ?? 0)) ?? 'later';
}

/** A window over midnight belongs to the evening on which it begins; one of several days is a limit, and belongs to the day on which it ends. */
function beginOf({ window_from, window_to, promised_on, time_zone }: Planned): number | null {
  if (promised_on) return midnight(promised_on, time_zone);
  if (!window_to) return null;
  const [from, to] = [Date.parse(window_from ?? window_to), Date.parse(window_to)];
  return to - from < DAY ? from : to;
}

interface Ends {
  from: number;
  ends: readonly number[];
}

const known = new Map<string, Ends>();

/** When today, tomorrow and this week are over. Worked out once a day and zone: a board asks it for each of its rows whenever the clock ticks. */
function endsOf(zone: string, now: number): readonly number[] {
  const before = known.get(zone);
  if (before && before.from <= now && now < (before.ends[0] ?? 0)) return before.ends;
  const today = Date.parse(toField(now, zone).slice(0, 10));
  const weekday = new Date(today).getUTCDay();
  const left = weekday === SUNDAY ? 1 : 8 - weekday;
  const at = (days: number) => midnight(new Date(today + days * DAY).toISOString().slice(0, 10), zone);
  const made = { from: at(0), ends: [at(1), at(2), at(left)] };
  known.set(zone, made);
  return made.ends;
}

/** The first moment of a day; where clocks are put forward at midnight that is one o'clock. */
function midnight(date: string, zone: string): number {
  const at = Date.parse(fromField(`${date}T00:00`, zone));
  return toField(at, zone).startsWith(date) ? at : at + HOUR;
}
