// How the day is told: what stands beside a visit, and under which heading.
import { ENDED_BY_ENGINEER } from '../shared/domain.gen';
import type { View } from './model';

/** The moment that counts now: once it is over, when it ended; while somebody is there, since when. null: it is still to come. */
export function momentOf(view: View, over: boolean): string | null {
  return (over ? (view.ended_at ?? view.finished_at ?? view.arrived_at) : view.arrived_at) ?? null;
}

/** Nobody took it away. */
export function endedByHimself(view: View): boolean {
  return ENDED_BY_ENGINEER.has(view.end_reason ?? '');
}

export const isGone = (view: View) => view.ended_at !== null && !endedByHimself(view);
