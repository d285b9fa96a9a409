// Saving a tap. One transaction holds the command, its place in the lane and what the tap finishes (a draft, say).
import { batch } from '@preact/signals';
import { v7 as uuid } from 'uuid';
import type { CarMove, Duty, FieldOrder, Payloads, SiteEdit, Status, Command as Wire } from '../shared/domain.gen';
import { deviceNow, serverNow } from '../shared/time';
import { ReportChanged } from './draft-edits';
import type { Ending } from './drafts';
import { jobOf, type Known } from './field-order';
import { phoneId } from './key';
import type { Command, Shown } from './model';
import { lastPlace } from './place';
import { writeRoomy } from './quota';
import { commands, failure, me } from './state';
import { tellTabs } from './tab-sync';

/** Of each kind, what it says; of a tap on the table that is what stands here already. */
type Said = { [Kind in keyof Payloads]: { kind: Kind; payload?: Payloads[Kind] } }[keyof Payloads];

type Wanted = Said & {
  /** null: it is about the engineer, not about a visit; such commands have a lane of their own. */
  attendance_id: string | null;
  action: Shown;
  expected: Status | null;
  data?: Record<string, unknown>;
  /** What this tap says, and leaves the drafts with it. */
  ends?: Ending | undefined;
};

const woken = new Set<() => void>();
export function onSaved(wake: () => void): void {
  woken.add(wake);
}

/** Resolves once the tap is durable on the phone. Rejects, with a red banner, where it is not: then nothing was saved. */
export async function save(wanted: Wanted): Promise<Command> {
  const at = deviceNow();
  const [phone, id] = [await phoneId(), uuid()]; // tried again by the browser's fault, it is the same tap
  let tries = 0;
  try {
    const command = await writeRoomy(['outbox', 'meta', 'drafts'], async (tx) => {
      const outbox = tx.objectStore('outbox');
      const there = tries++ > 0 ? await outbox.get(id) : undefined;
      if (there) return there;
      const lane = `${wanted.attendance_id ?? wanted.kind}:${phone}`;
      const meta = tx.objectStore('meta');
      const [numbered, offset] = (await Promise.all([meta.get(`lane:${lane}`), meta.get('offset_ms')])) as (number | undefined)[];
      const seq = Math.max(numbered ?? 0, lastOf(lane)) + 1;
      const made = make(wanted, id, lane, seq, at, offset ?? 0);
      const kept = Promise.all([meta.put(seq, `lane:${lane}`), outbox.add(made), wanted.ends?.inside(tx)]);
      if (!wanted.ends) tx.commit(); // a finger waits: nothing more is asked, so it ends without waiting for these answers
      await kept;
      return made;
    });
    batch(() => {
      commands.value = [...commands.value, command];
      wanted.ends?.done();
    });
    failure.value = null;
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(12); // felt through a glove; only where a finger did it
    tellTabs({ commands: [command.id], drafts: wanted.ends ? [wanted.ends.attendance_id] : [] });
    for (const wake of woken) wake();
    return command;
  } catch (error) {
    if (!(error instanceof ReportChanged)) failure.value = (error as Error).name;
    throw error;
  }
}

/** What this page knows: a database that was deleted and begun anew does not number a lane from one again. */
function lastOf(lane: string): number {
  return commands.value.reduce((last, row) => (row.lane === lane ? Math.max(last, row.lane_seq) : last), 0);
}

function make(wanted: Wanted, id: string, lane: string, lane_seq: number, at: number, offset_ms: number): Command {
  const { attendance_id, action, expected, kind } = wanted;
  const data = wanted.data ?? {};
  const payload = wanted.payload ?? { action, expected, data };
  const place = lastPlace();
  const wire: Omit<Wire, 'payload'> & { payload: unknown } = {
    id,
    kind,
    v: 1,
    lane,
    lane_seq,
    attendance_id,
    wall: new Date(at).toISOString(),
    mono_ms: performance.now(),
    offset_ms,
    payload,
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
  };
  const body = JSON.stringify(wire);
  return {
    id,
    body,
    kind,
    lane,
    lane_seq,
    attendance_id: attendance_id ?? '',
    action,
    expected,
    data,
    at,
    state: 'waiting',
    code: null,
    feed_seq: null,
  };
}

/** Without network too; the red banner says it where nothing was saved (state.failure). */
export async function sayDuty(state: Duty): Promise<void> {
  const data = { state };
  const wanted = {
    kind: 'duty' as const,
    attendance_id: null,
    action: `duty_${state}` as const,
    expected: null,
    data,
    payload: data,
  };
  await save(wanted).catch(() => undefined);
}

/** Of the engineer's own car, without network too. attendance_id: the visit at which a part was used. False: nothing was saved. */
export async function movePart(attendance_id: string | null, said: CarMove): Promise<boolean> {
  const wanted = { kind: 'part_move' as const, attendance_id, action: `part_${said.kind}` as const, expected: null };
  return save({ ...wanted, data: { ...said, text: `${said.quantity ?? 1} × ${said.name}` }, payload: said }).then(
    () => true,
    () => false,
  );
}

/** Without network too, as every tap. False: nothing was saved. */
export async function noteSite(attendance_id: string, site_id: string, edit: SiteEdit, ends?: Ending): Promise<boolean> {
  const wanted = { kind: 'site_note' as const, attendance_id, action: 'site_note' as const, expected: null };
  return save({ ...wanted, data: { ...edit, site_id }, payload: { ...edit }, ends }).then(
    () => true,
    () => false,
  );
}

/** Which device stands there; works_on: the visit is about this one. False: nothing was saved. */
export async function checkDevice(
  attendance_id: string,
  serial: string,
  model: string | null,
  works_on: boolean,
): Promise<boolean> {
  const wanted = { kind: 'device_check' as const, attendance_id, action: 'device_check' as const, expected: null };
  return save({ ...wanted, data: { serial, model, works_on }, payload: { serial, works_on } }).then(
    () => true,
    () => false,
  );
}

/** The visit's lane begins with it, so that all that follows waits for it. Resolves to the new visit; null: nothing was saved. */
export async function beginOrder(
  begun: Omit<FieldOrder, 'order_id'>,
  place: Known | null,
  ends?: Ending,
): Promise<string | null> {
  const attendance_id = uuid();
  const said = { ...begun, order_id: uuid() };
  const zone = me.value?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const job = jobOf(said, place, attendance_id, serverNow(), zone);
  const wanted = { kind: 'begin_order' as const, attendance_id, action: 'begin_order' as const, expected: null };
  return save({ ...wanted, data: { job }, payload: { ...said }, ends }).then(
    () => attendance_id,
    () => null,
  );
}
