// What a tap becomes: a command with an id of its own, in the lane of its attendance, and what it changes meanwhile on screen.
import { type Action, type Duty, FACTS } from '../shared/domain.gen';
import { nextStatus } from '../shared/status';
import { saidOnBench } from './bench';
import { crewStatus, joins, tellCrew } from './crew';
import type { Command, Job, Outcome, Said, State, View } from './model';

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

/** The visit as the engineer left it: the server's state with every command on top that this state does not have yet. */
export function overlay(job: Job, commands: readonly Command[], cursor: number): View {
  const view: View = { ...job, pending: 0 };
  for (const command of commands) {
    if (command.attendance_id !== job.attendance_id || command.state === 'attention') continue;
    if (command.state === 'received' && (command.feed_seq ?? 0) <= cursor) continue;
    if (command.state === 'waiting') view.pending++;
    apply(view, command);
  }
  if (joins(view)) view.status = crewStatus(view);
  return view;
}

const ENDS_LATENESS = new Set<Action>(['on_time', 'set_off', 'arrive']);

function apply(view: View, command: Command): void {
  if (command.kind === 'device_check' && command.data.works_on && !view.ended_at)
    Object.assign(view, { serial: command.data.serial, model: command.data.model ?? view.model });
  if (command.kind === 'inspect' || command.kind === 'quote') saidOnBench(view, command);
  if (command.kind !== 'act' && command.kind !== 'seal_report') return;
  if (joins(view)) {
    if (!view.ended_at) tellCrew(view, command);
    return;
  }
  const action = command.action as Action;
  const status = nextStatus(view.status, action, view.undo_to ?? null, view.kind);
  if (status === null || view.ended_at) return;
  const fact = FACTS[action];
  if (fact) view[fact] = new Date(command.at).toISOString();
  if (action === 'agree_time') {
    view.window_from = String(command.data.agreed_from);
    view.window_to = String(command.data.agreed_to);
    view.late_minutes = null;
    view.needs_new_time = false;
  }
  if (action === 'running_late')
    Object.assign(view, { late_minutes: Number(command.data.minutes), late_cause: command.data.cause ?? null });
  if (ENDS_LATENESS.has(action)) view.late_minutes = null; // what is done says more than what was told
  if (status !== view.status) {
    view.undo_to = command.action === 'undo' || command.action === 'sign' ? null : view.status;
    view.status = status;
  }
}

/** Nothing is ever deleted by an answer; a held command waits on the server for its turn. */
export function settled(command: Command, outcome: Outcome): Command {
  const state: State = outcome.result === 'rejected' ? 'attention' : 'received';
  return { ...command, state, code: outcome.code ?? null, feed_seq: outcome.feed_seq ?? null };
}

/** What the engineer said last today: also what the server does not know yet. It ends with its day, also where no network says so. */
export function dutyOf(said: Said | null, commands: readonly Command[], cursor: number, now: number): Duty | null {
  const own = commands.findLast(
    (row) => row.kind === 'duty' && (row.state === 'waiting' || (row.state === 'received' && (row.feed_seq ?? 0) > cursor)),
  );
  const last = own ? { state: own.data.state as Duty, at: own.at } : said && { state: said.state, at: Date.parse(said.since) };
  return last && new Date(last.at).toDateString() === new Date(now).toDateString() ? last.state : null;
}
