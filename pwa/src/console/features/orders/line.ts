// What a line of the board says about its order: whether it is late or overdue, and under which filter it stands.
import type { Schemas } from '../../../shared/api';
import { BEFORE_VISIT, FINISHED, LATE_AFTER_MINUTES, RISKY, UNDER_WAY } from '../../../shared/domain.gen';
import { period, tick } from '../../../shared/time';
import { levelPlace } from '../levels/names';

export type Line = Schemas['BoardRow'];

export const FILTERS = ['open', 'overdue', 'unassigned', 'under_way', 'review', 'calls', 'unread', 'done', 'cancelled'] as const;
export type Filter = (typeof FILTERS)[number];
/** Of what is still to be done people ask on which day. */
export const BY_DAY: ReadonlySet<Filter> = new Set(['open', 'overdue', 'unassigned', 'under_way', 'calls']);

/** Milliseconds past the limit that stands against this order; 0 while none is. */
export function overdue(line: Line): number {
  return line.due_at && !FINISHED.has(line.status) ? Math.max(0, tick.value - Date.parse(line.due_at)) : 0;
}

export function fits(line: Line, filter: Filter): boolean {
  if (filter === 'cancelled') return line.status === 'cancelled';
  if (filter === 'done') return FINISHED.has(line.status) && line.status !== 'cancelled';
  if (filter === 'unassigned') return BEFORE_VISIT.has(line.status);
  if (filter === 'under_way') return UNDER_WAY.has(line.status);
  if (filter === 'overdue') return overdue(line) > 0;
  if (filter === 'review') return line.reviews.length > 0;
  if (filter === 'calls') return line.calls > 0;
  if (filter === 'unread') return line.unread > 0;
  return !FINISHED.has(line.status);
}

/** In their own words, and by so much that the server calls it late too. */
function saysLate(line: Line): boolean {
  return (line.told_late_minutes ?? 0) >= LATE_AFTER_MINUTES;
}

/** Milliseconds since the promise passed while nobody has the order; 0 where somebody has it, or it still stands. */
export function broken(line: Line): number {
  if (line.engineer_id || !line.window_to || !BEFORE_VISIT.has(line.status)) return 0;
  return Math.max(0, tick.value - Date.parse(line.window_to));
}

/** Minutes past their own promise, of whoever joins. */
function crewLate(line: Line): number {
  return Math.max(0, ...(line.crew ?? []).map((row) => (row.late_since && !row.arrived_at ? (row.late_minutes ?? 0) : 0)));
}

/** It belongs into the queue of the late ones. */
export function isLate(line: Line): boolean {
  if (crewLate(line) > 0) return true;
  return broken(line) > 0 || Boolean(line.late_since) || (saysLate(line) && !line.arrived_at && !FINISHED.has(line.status));
}

/** Not late as things stand, and it may well become so. */
export function isRisky(line: Line): boolean {
  return (line.risk ?? 0) >= RISKY && !isLate(line) && !line.arrived_at && !FINISHED.has(line.status);
}

/** Neither late nor risky, and promised within so many hours: seen before anything has to be mended. */
export function isWatched(line: Line, hours: number): boolean {
  if (!line.window_to || line.arrived_at || FINISHED.has(line.status) || isLate(line) || isRisky(line)) return false;
  const left = Date.parse(line.window_to) - tick.value;
  return left > 0 && left <= hours * 3_600_000;
}

/** Those that nobody holds first, then the less sure ones. */
export function byHold(a: Line, b: Line): number {
  return Number(a.engineer_id !== null) - Number(b.engineer_id !== null) || (b.risk ?? 0) - (a.risk ?? 0) || byPromise(a, b);
}

/** The times between which it is reached most likely, at the place's own clock. */
export function arrivesAround({ earliest, latest, time_zone }: Line): string {
  return earliest && latest ? period(earliest, latest, time_zone) : '';
}

function untilOf(line: Line): string {
  return line.window_to ?? line.promised_on ?? '9';
}

/** Who is helped first of those that are late: by the level, then by what was promised. */
export function byUrgency(a: Line, b: Line): number {
  return levelPlace(a.level) - levelPlace(b.level) || byPromise(a, b);
}

function byPromise(a: Line, b: Line): number {
  return untilOf(a).localeCompare(untilOf(b)) || a.number.localeCompare(b.number);
}

/** The rows of the board: those that are late as in their queue, then the rest as they were promised. */
export function asTheyStand(a: Line, b: Line): number {
  const late = Number(isLate(b)) - Number(isLate(a));
  return late || (isLate(a) ? byUrgency(a, b) : byPromise(a, b));
}

/** Of those who are to be called each person once, by what has to be told first: one call tells them of all their orders. */
export function oncePerContact(rows: readonly Line[]): Line[] {
  const seen = new Set<string>();
  return rows.toSorted(asTheyStand).filter(({ contact_id }) => !seen.has(contact_id) && seen.add(contact_id));
}

/** So many minutes, as far as they can still be; 0 where it is not late. */
export function lateMinutes(line: Line): number {
  return Math.max(crewLate(line), leadLate(line));
}

/** Of whoever leads, or of nobody. */
export function leadLate(line: Line): number {
  void tick.value;
  if (line.arrived_at || FINISHED.has(line.status)) return 0;
  if (broken(line)) return Math.floor(broken(line) / 60_000);
  return Math.max(line.late_since ? (line.late_minutes ?? 0) : 0, saysLate(line) ? (line.told_late_minutes ?? 0) : 0);
}
