// What a status and an action are called, by the kind of work.
import { BENCH, CARRY_IN, CARRY_IN_ACTIONS, type Status } from './domain.gen';
import { td } from './i18n';

/** A device that was handed in is never "on the way": its stages have words of their own. */
export function statusWord(status: Status, kind: string): string {
  const own = BENCH.has(kind) ? CARRY_IN[status] : undefined;
  return own ? td('carry', own) : td('status', status);
}

export function actionWord(action: string, kind: string): string {
  return td(BENCH.has(kind) && CARRY_IN_ACTIONS.has(action) ? 'carry_action' : 'action', action);
}
