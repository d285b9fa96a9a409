// The last step of a report: what both signed becomes one command, and leaves the draft with it.
import { nextStatus } from '../shared/status';
import { sealed } from './draft-edits';
import { draftOf, ending } from './drafts';
import type { Command, Document, Signed, View } from './model';
import { save } from './outbox';
import { seal } from './report';

/** text: what both signed. Throws ReportChanged where the draft says another by now. */
export async function saveSealed(view: View, text: string, engineer: Signed, customer: Signed): Promise<Command> {
  const { attendance_id, status, kind } = view;
  const { report_id, replaces, parts: fitted } = JSON.parse(text) as Document;
  const before = draftOf(attendance_id).corrects?.parts ?? (replaces ? fitted : []);
  const payload = { expected: status, sealed: text, ...(await seal(text, report_id, [engineer, customer])) };
  // What was signed before is signed again: that leaves the visit where it is.
  const action = replaces && nextStatus(status, 'sign', null, kind) === null ? ('correct_report' as const) : ('sign' as const);
  const wanted = { kind: 'seal_report' as const, attendance_id, action, expected: status };
  return save({ ...wanted, data: { report_id, fitted, before }, payload, ends: ending(attendance_id, sealed(text)) });
}
