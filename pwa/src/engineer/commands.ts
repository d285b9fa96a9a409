// What a tap becomes: a command with an id of its own, in the lane of its attendance, and what it changes meanwhile on screen.
import type { Schemas } from '../shared/api';
import { nextStatus } from '../shared/status';
import type { Action, Status } from '../shared/transitions.gen';
import type { Job } from './db';

/** waiting, sending: on the phone. received: the server has it. attention: it refused, and kept a copy. */
export type State = 'waiting' | 'received' | 'attention';

/** body is serialised once, at the tap; it is sent byte for byte, however often. */
export interface Command {
  id: string;
  body: string;
  kind: string;
  lane: string;
  lane_seq: number;
  attendance_id: string;
  action: Action;
  expected: Status;
  data: Record<string, unknown>;
  at: number;
  state: State;
  code: string | null;
  feed_seq: number | null;
}

export interface View extends Job {
  pending: number;
}

const FACTS: Partial<Record<Action, 'set_off_at' | 'arrived_at' | 'finished_at'>> = {
  set_off: 'set_off_at',
  arrive: 'arrived_at',
  finish_work: 'finished_at',
};

/** The visit as the engineer left it: the server's state with every command on top that this state does not have yet. */
export function overlay(job: Job, commands: readonly Command[], cursor: number): View {
  const view: View = { ...job, pending: 0 };
  for (const command of commands) {
    if (command.attendance_id !== job.attendance_id || command.state === 'attention') continue;
    if (command.state === 'received' && (command.feed_seq ?? 0) <= cursor) continue;
    if (command.state === 'waiting') view.pending++;
    apply(view, command);
  }
  return view;
}

function apply(view: View, command: Command): void {
  const status = nextStatus(view.status, command.action, view.undo_to ?? null);
  if (status === null || view.ended_at) return;
  const fact = FACTS[command.action];
  if (fact) view[fact] = new Date(command.at).toISOString();
  if (command.action === 'running_late') view.late_minutes = Number(command.data.minutes);
  if (status !== view.status) {
    view.undo_to = command.action === 'undo' || command.action === 'sign' ? null : view.status;
    view.status = status;
  }
}

export type Outcome = Schemas['Outcome'];

/** Nothing is ever deleted by an answer; a held command waits on the server for its turn. */
export function settled(command: Command, outcome: Outcome): Command {
  const state: State = outcome.result === 'rejected' ? 'attention' : 'received';
  return { ...command, state, code: outcome.code ?? null, feed_seq: outcome.feed_seq ?? null };
}
