// What a tap becomes: a command with an id of its own, in the lane of its attendance, and what it changes meanwhile on screen.
import type { Schemas } from '../shared/api';
import { type Action, FACTS, type Status } from '../shared/domain.gen';
import { nextStatus } from '../shared/status';
import type { Job } from './db';

/** waiting, sending: on the phone. received: the server has it. attention: it refused, and kept a copy. */
export type State = 'waiting' | 'received' | 'attention';

export type Said = NonNullable<Schemas['Pull']['duty']>;
export type DutyState = Said['state'];
/** What a person sees of a command in their queue. */
export type Shown = Action | `duty_${DutyState}` | 'site_note' | 'begin_order' | 'correct_report';

/** body is serialised once, at the tap; it is sent byte for byte, however often. */
export interface Command {
  id: string;
  body: string;
  kind: string;
  lane: string;
  lane_seq: number;
  /** '' where it is about the engineer, not about a visit */
  attendance_id: string;
  action: Shown;
  expected: Status | null;
  data: Record<string, unknown>;
  at: number;
  state: State;
  code: string | null;
  feed_seq: number | null;
}

/** As they were tapped: each lane by its numbers, whatever was done to the phone's clock; lanes among each other by that clock. */
export function inOrder(rows: readonly Command[]): Command[] {
  const lanes = new Map<string, Command[]>();
  for (const row of rows.toSorted((a, b) => b.lane_seq - a.lane_seq)) {
    const lane = lanes.get(row.lane);
    if (lane) lane.push(row);
    else lanes.set(row.lane, [row]);
  }
  const byClock = rows.toSorted((a, b) => a.at - b.at || a.lane_seq - b.lane_seq);
  return byClock.map(({ lane }) => lanes.get(lane)?.pop() as Command);
}

export interface View extends Job {
  pending: number;
}

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
  if (command.kind !== 'act' && command.kind !== 'seal_report') return;
  const action = command.action as Action;
  const status = nextStatus(view.status, action, view.undo_to ?? null);
  if (status === null || view.ended_at) return;
  const fact = FACTS[action];
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

/** What the engineer said last today: also what the server does not know yet. It ends with its day, also where no network says so. */
export function dutyOf(said: Said | null, commands: readonly Command[], cursor: number, now: number): DutyState | null {
  const own = commands.findLast(
    (row) => row.kind === 'duty' && (row.state === 'waiting' || (row.state === 'received' && (row.feed_seq ?? 0) > cursor)),
  );
  const last = own
    ? { state: own.data.state as DutyState, at: own.at }
    : said && { state: said.state, at: Date.parse(said.since) };
  return last && new Date(last.at).toDateString() === new Date(now).toDateString() ? last.state : null;
}
