// What is being written: shown at once, and within half a second of the last key made in the database too, on top of what lies
// there by then. A killed page loses nothing, and two tabs do not overwrite each other.
import { batch } from '@preact/signals';
import type { Tx } from './db';
import { type Change, changed, isEmpty, nothing, ReportChanged, words } from './draft-edits';
import type { Draft } from './model';
import { writeRoomy } from './quota';
import { draftRows, drafts, failure, typed } from './state';
import { tellTabs } from './tab-sync';

const PAUSE = 400;
const AGAIN = 5_000; // after a write that failed: what is on the screen is not given up
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function draftOf(attendance_id: string): Draft {
  return drafts.value.find((row) => row.attendance_id === attendance_id) ?? nothing(attendance_id);
}

/** Shown at once, written within PAUSE, however the engineer types on. */
export function change(attendance_id: string, made: Change): void {
  typed.value = new Map(typed.value).set(attendance_id, [...(typed.value.get(attendance_id) ?? []), made]);
  keepWithin(PAUSE, attendance_id);
}

/** Written at once with all that is typed, and shown then. Rejects, with a red banner, where it is not down: then it was not made. */
export async function changeNow(attendance_id: string, ...made: Change[]): Promise<void> {
  clearTimeout(timers.get(attendance_id));
  timers.delete(attendance_id);
  if (!typed.value.has(attendance_id) && !made.length) return;
  try {
    settle(await writeRoomy(['drafts'], (tx) => changeIn(tx, attendance_id, made)));
    failure.value = null;
    tellTabs({ drafts: [attendance_id] });
  } catch (error) {
    if (!(error instanceof ReportChanged)) failure.value = (error as Error).name;
    if (typed.value.has(attendance_id)) keepWithin(AGAIN, attendance_id);
    throw error;
  }
}

function keepWithin(pause: number, attendance_id: string): void {
  if (timers.has(attendance_id)) return;
  timers.set(
    attendance_id,
    setTimeout(() => void changeNow(attendance_id).catch(() => undefined), pause), // the banner says it, and it is tried again
  );
}

/** The phone goes into the pocket, and may end the page there: nothing waits for its pause. Never rejects. */
export async function keepPending(): Promise<void> {
  await Promise.allSettled([...typed.value.keys()].map((attendance_id) => changeNow(attendance_id)));
}

interface Kept {
  draft: Draft;
  written: readonly Change[];
}

async function changeIn(tx: Tx<'readwrite'>, attendance_id: string, made: readonly Change[]): Promise<Kept> {
  const store = tx.objectStore('drafts');
  const before = (await store.get(attendance_id)) ?? nothing(attendance_id);
  // Only now: a transaction that came first may have said what was typed then.
  const written = typed.value.get(attendance_id) ?? [];
  const draft = { ...changed(before, [...written, ...made]), saved_at: Date.now() };
  await (isEmpty(draft) ? store.delete(attendance_id) : store.put(draft));
  return { draft, written };
}

/** What was typed while it was written stays on top. */
function settle({ draft, written }: Kept): void {
  const { attendance_id } = draft;
  const left = (typed.value.get(attendance_id) ?? []).filter((row) => !written.includes(row));
  const others = [...typed.value].filter(([id]) => id !== attendance_id);
  batch(() => {
    typed.value = new Map(left.length ? [...others, [attendance_id, left]] : others);
    const rows = draftRows.value.filter((row) => row.attendance_id !== attendance_id);
    draftRows.value = isEmpty(draft) ? rows : [...rows, draft];
  });
}

export interface Ending {
  attendance_id: string;
  inside: (tx: Tx<'readwrite'>) => Promise<void>;
  done: () => void;
}

/** For save(): what a tap says leaves the draft in the same transaction. */
export function ending(attendance_id: string, end: Change): Ending {
  let kept: Kept = { draft: nothing(attendance_id), written: [] };
  return {
    attendance_id,
    async inside(tx) {
      kept = await changeIn(tx, attendance_id, [end]);
    },
    done: () => settle(kept),
  };
}

export function draftWords(attendance_id: string, place: string): unknown {
  return draftOf(attendance_id).words?.[place];
}

export function keepWords(attendance_id: string, place: string, fields: object): void {
  change(attendance_id, words(place, fields));
}
