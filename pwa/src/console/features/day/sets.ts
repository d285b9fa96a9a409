// How the day stands: each visit of it in one set, by what the queues of the board say of it.

import { dayOf } from '../../../shared/days';
import { FINISHED } from '../../../shared/domain.gen';
import { toField } from '../../../shared/time';
import { fits, isLate, isRisky, type Line } from '../orders/line';

export const SETS = ['on_time', 'risky', 'late', 'unassigned'] as const;
export type SetName = (typeof SETS)[number];

/** Which set a visit of today that is still to come belongs to; the late and the risky ones stand in their queues, of whichever day. */
export function setOf(line: Line): SetName | null {
  if (isLate(line)) return 'late';
  if (isRisky(line)) return 'risky';
  if (!line.window_to || line.arrived_at || FINISHED.has(line.status) || dayOf(line) !== 'today') return null;
  return fits(line, 'unassigned') ? 'unassigned' : 'on_time';
}

/** The hour in which a promise ends, as "2026-03-02T14". */
export function hourOf(at: string | number, zone: string): string {
  return toField(typeof at === 'number' ? at : Date.parse(at), zone).slice(0, 13);
}
