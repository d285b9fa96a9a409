// Where a moment stands on the timeline, and which moment a place means. Every day shows the same hours of its clock.

const HOUR = 3_600_000;

export interface Axis {
  /** Midnights, in milliseconds, one for each day. */
  days: readonly number[];
  /** The hours that each day shows. */
  from: number;
  to: number;
  /** Pixels of a day. */
  wide: number;
}

/** Pixels an hour has at least, by how many days are shown. */
const LEAST: Record<number, number> = { 1: 44, 3: 18, 7: 9 };

interface Stretch {
  since: number;
  until: number;
}

/** The hours in which anybody works or has anything to do, and the working day at least. */
export function axisOf(days: readonly number[], busy: readonly Stretch[], room: number): Axis {
  let [from, to] = [8, 18];
  for (const { since, until } of busy) {
    for (const day of days) {
      if (until <= day || since >= day + 24 * HOUR) continue;
      from = Math.min(from, Math.max(0, Math.floor((since - day) / HOUR)));
      to = Math.max(to, Math.min(24, Math.ceil((until - day) / HOUR)));
    }
  }
  const least = (LEAST[days.length] ?? 9) * (to - from);
  return { days, from, to, wide: Math.max(least, room / Math.max(1, days.length)) };
}

export function xOf({ days, from, to, wide }: Axis, at: number): number {
  let day = 0;
  while (day + 1 < days.length && at >= (days[day + 1] ?? 0)) day += 1;
  const hours = (at - (days[day] ?? 0)) / HOUR;
  return day * wide + (Math.min(Math.max(hours, from), to) - from) * (wide / (to - from));
}

export function timeAt({ days, from, to, wide }: Axis, x: number): number {
  const day = Math.min(Math.max(Math.floor(x / wide), 0), days.length - 1);
  return (days[day] ?? 0) + (from + ((x - day * wide) / wide) * (to - from)) * HOUR;
}

/** The hours that have room for their words, as moments. */
export function marks({ days, from, to, wide }: Axis): number[] {
  const hour = wide / (to - from);
  const step = [1, 2, 3, 6, 12].find((hours) => hours * hour >= 52) ?? 24;
  const hours = Array.from({ length: to - from }, (_, n) => from + n).filter((at) => at % step === 0);
  return days.flatMap((day) => hours.map((at) => day + at * HOUR));
}
