// Whether the customer did not sign, and the office decides: the engineer has done all that they can there.
import type { View } from './model';
import { commands, isOver, views } from './state';

export function isRefused(view: View): boolean {
  if (view.status !== 'awaiting_signature') return false;
  const said = commands.value.some(
    (row) => row.attendance_id === view.attendance_id && row.action === 'declare_unsigned' && row.state !== 'attention',
  );
  return said || view.needs_review === 'unsigned';
}

/** The office has heard of it: nothing of that visit waits on the phone. */
export function officeKnows(view: View): boolean {
  return !commands.value.some(
    (row) => row.attendance_id === view.attendance_id && row.action === 'declare_unsigned' && row.state === 'waiting',
  );
}

/** The next visit of the day: not one that waits for the office. */
export function nextVisit(): View | undefined {
  return views.value.find((row) => !isOver(row) && !isRefused(row));
}
