// A tap on something of the table: saved as a command of its own.
import type { Action } from '../shared/domain.gen';
import type { Ending } from './drafts';
import type { View } from './model';
import { save } from './outbox';

/** False: nothing was saved; the red banner says it (state.failure). */
export async function act(view: View, action: Action, data: Record<string, unknown>, ends?: Ending): Promise<boolean> {
  const wanted = { kind: 'act' as const, attendance_id: view.attendance_id, action, expected: view.status, data, ends };
  return save(wanted).then(
    () => true,
    () => false,
  );
}
