// What a row of the list is, under which group of statuses it stands, and what marks it.

import { dayOf } from '../../../shared/days';
import { BEFORE_VISIT, HELD_UP, STATUSES, type Status, UNDER_WAY } from '../../../shared/domain.gen';
import { toField } from '../../../shared/time';
import type { OrderFacts } from '../../data/list';
import { fits, isLate, isRisky, type Line } from '../orders/line';

export interface Row {
  line: Line;
  beside: OrderFacts;
}

export const STATES = ['to_assign', 'planned', 'under_way', 'waiting', 'to_close', 'closed', 'cancelled'] as const;
export type State = (typeof STATES)[number];

export function stateOf(status: Status): State {
  if (status === 'cancelled' || status === 'closed') return status;
  if (BEFORE_VISIT.has(status)) return 'to_assign';
  if (UNDER_WAY.has(status)) return 'under_way';
  if (HELD_UP.has(status)) return 'waiting';
  return status === 'signed' || status === 'follow_up' ? 'to_close' : 'planned';
}

export function statusesOf(states: ReadonlySet<string>): Status[] {
  return STATUSES.filter((status) => states.has(stateOf(status)));
}

/** Of the rows that are looked for: what is wrong with them, or waits for the office. */
export const MARKS: Record<string, (line: Line) => boolean> = {
  late: isLate,
  risky: isRisky,
  overdue: (line) => fits(line, 'overdue'),
  today: (line) => dayOf(line) === 'today',
  review: (line) => fits(line, 'review'),
  calls: (line) => fits(line, 'calls'),
  unread: (line) => fits(line, 'unread'),
};

const days = new Map<string, string>();

/** "2026-03-02" at the place's own clock. Told once for each moment: the whole list asks. */
function dayAt(at: string, zone: string): string {
  const key = `${at}${zone}`;
  const known = days.get(key) ?? toField(Date.parse(at), zone).slice(0, 10);
  days.set(key, known);
  return known;
}

/** The first and the last day on which something is promised; where nothing is, when it came in (as the server asks: console/list/store.py). */
export function daysOf({ line, beside }: Row): [string, string] {
  if (!line.window_to) return [dayAt(beside.created_at, line.time_zone), dayAt(beside.created_at, line.time_zone)];
  return [dayAt(line.window_from ?? line.window_to, line.time_zone), dayAt(line.window_to, line.time_zone)];
}

/** The day that was promised; nothing where none is. */
export function promisedDay({ line }: Row): string {
  return line.promised_on ?? (line.window_to ? dayAt(line.window_to, line.time_zone) : '');
}
