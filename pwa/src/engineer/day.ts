// How the day is told: what stands beside a visit, and under which heading.
import { type AGREED_WHY, ENDED_BY_ENGINEER, HELD_UP, LATE_AFTER_MINUTES } from '../shared/domain.gen';
import { t } from '../shared/i18n';
import { moment, span } from '../shared/time';
import type { View } from './model';

/** The moment that counts now: once it is over, when it ended; while somebody is there, since when. null: it is still to come. */
export function momentOf(view: View, over: boolean): string | null {
  return (over ? (view.ended_at ?? view.finished_at ?? view.arrived_at) : view.arrived_at) ?? null;
}

/** Nobody took it away. */
function endedByEngineer(view: View): boolean {
  return ENDED_BY_ENGINEER.has(view.end_reason ?? '');
}

export const isGone = (view: View) => view.ended_at !== null && !endedByEngineer(view);

const MINUTE = 60_000;
export const LATE_CHOICES: readonly number[] = [10, 20, 30, 45, 60, 90];

/** What engineers have said themselves, while nothing that happened says more. */
export function toldLate(view: View): number {
  return view.arrived_at ? 0 : (view.late_minutes ?? 0);
}

/** When they are there, as the forecast and they themselves say: the later of both, as the customer reads it. null: nobody can say. */
function expectedAt(view: View): number | null {
  if (view.arrived_at || HELD_UP.has(view.status)) return null;
  const told = view.window_to && toldLate(view) ? Date.parse(view.window_to) + toldLate(view) * MINUTE : null;
  const times = [view.predicted_arrival ? Date.parse(view.predicted_arrival) : null, told].filter((at) => at !== null);
  return times.length ? Math.max(...times) : null;
}

/** Minutes after the promise, as it is foreseen; 0 once the engineer is there, and while nobody can say when they go on. */
export function late(view: View): number {
  const at = expectedAt(view);
  return at === null || !view.window_to ? 0 : Math.max(0, Math.round((at - Date.parse(view.window_to)) / MINUTE));
}

/** By how much, and when that is; empty where it is on time. */
export function lateWords(view: View): string {
  const [at, minutes] = [expectedAt(view), late(view)];
  return at !== null && minutes > 0 ? t('today.late_at', { span: span(minutes * MINUTE), at: moment(at, view.time_zone) }) : '';
}

const QUARTER = 15 * MINUTE;
const ROOM = 30 * MINUTE; // in which they come, once they have said when
const WHY: Record<string, (typeof AGREED_WHY)[number]> = { traffic: 'traffic', previous_job: 'previous_job', parts: 'part' };

/** What is offered in place of a promise that cannot be kept any more: the time at which they are expected, and why it is another one. */
export function insteadOf(view: View): { agreed_from: string; agreed_to: string; why: string } | null {
  const at = expectedAt(view);
  if (at === null || late(view) < LATE_AFTER_MINUTES) return null;
  const from = Math.floor(at / QUARTER) * QUARTER;
  const iso = (time: number) => new Date(time).toISOString();
  return { agreed_from: iso(from), agreed_to: iso(from + ROOM), why: WHY[view.late_cause ?? ''] ?? 'other' };
}

/** What stands in the sheet at first: what they said before, or else what the forecast says, as the next longer choice. */
export function lateBegun(view: View): { minutes?: number } {
  const wanted = toldLate(view) || late(view);
  const minutes = LATE_CHOICES.find((choice) => choice >= wanted) ?? LATE_CHOICES.at(-1);
  return wanted && minutes ? { minutes } : {};
}
