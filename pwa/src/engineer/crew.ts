// Somebody who joins a visit: their own way and work. How the order goes on, and its report, is for whoever leads to say.
import { type Action, FACTS, type Status } from '../shared/domain.gen';
import type { Command, Job, View } from './model';

/** What they say of themselves, and of the visit. */
export const CREW_TAPS: ReadonlySet<Action> = new Set(['set_off', 'arrive', 'running_late', 'on_time', 'ask_for_help', 'note']);

export const joins = (job: Pick<Job, 'crew'>) => job.crew?.joins === true;

/** Where they stand, whatever the order does. */
export function crewStatus({ set_off_at, arrived_at, finished_at }: Job): Status {
  if (finished_at) return 'accepted';
  return arrived_at ? 'arrived' : set_off_at ? 'en_route' : 'accepted';
}

/** What a tap of theirs changes on the screen until the server has said it. */
export function tellCrew(view: View, { action, at, data }: Command): void {
  const fact = FACTS[action as Action];
  if (action === 'set_off') Object.assign(view, { arrived_at: null, finished_at: null });
  if (fact) view[fact] = new Date(at).toISOString();
  if (action === 'running_late') Object.assign(view, { late_minutes: Number(data.minutes), late_cause: data.cause ?? null });
  else if (fact || action === 'on_time') view.late_minutes = null;
}
