// What is being written: kept within half a second of the last key, so that a killed page loses nothing.
import type { Draft, Tx } from './db';
import { writeRoomy } from './room';
import { drafts, failure } from './state';

const PAUSE = 400;
const AGAIN = 5_000; // after a write that failed: what is on the screen is not given up
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function draftOf(attendance_id: string): Draft {
  const found = drafts.value.find((row) => row.attendance_id === attendance_id);
  return found ?? { attendance_id, values: {}, parts: [], photos: [], saved_at: 0 };
}

/** Shown at once, written within PAUSE, however he types on; now: written at once (a photo, a signature), which can be waited for. */
export async function change(draft: Draft, now = false): Promise<void> {
  drafts.value = [...drafts.value.filter((row) => row.attendance_id !== draft.attendance_id), draft];
  if (now) return keep(draft.attendance_id);
  keepWithin(PAUSE, draft.attendance_id);
}

function keepWithin(pause: number, attendance_id: string): void {
  if (timers.has(attendance_id)) return;
  timers.set(
    attendance_id,
    setTimeout(() => void keep(attendance_id), pause),
  );
}

/** The phone goes into the pocket, and may end the page there: nothing waits for its pause. */
export function keepPending(): void {
  for (const attendance_id of timers.keys()) void keep(attendance_id);
}

/** The customer signed what he read: a report that is changed has to be read and signed again. */
export function changeReport(draft: Draft, now = false): Promise<void> {
  return change({ ...draft, signing: undefined }, now);
}

async function keep(attendance_id: string): Promise<void> {
  clearTimeout(timers.get(attendance_id));
  timers.delete(attendance_id);
  const draft = { ...draftOf(attendance_id), saved_at: Date.now() };
  try {
    await writeRoomy(['drafts'], async (tx) => {
      const store = tx.objectStore('drafts');
      await (isEmpty(draft) ? store.delete(attendance_id) : store.put(draft));
    });
    // What was typed meanwhile stays, also where nothing had stood there before.
    drafts.value = drafts.value
      .filter((row) => row.attendance_id !== attendance_id || !isEmpty(row))
      .map((row) => (row.attendance_id === attendance_id ? { ...row, saved_at: draft.saved_at } : row));
    failure.value = null;
  } catch (error) {
    failure.value = (error as Error).name;
    keepWithin(AGAIN, attendance_id);
  }
}

/** For save(): what the report holds leaves the draft in the same transaction as the report; words of other places stay. */
export function finishing(attendance_id: string, words: Draft['words'] = draftOf(attendance_id).words) {
  const rest: Draft = { ...draftOf(attendance_id), values: {}, parts: [], photos: [], signing: undefined, words: words ?? {} };
  clearTimeout(timers.get(attendance_id));
  timers.delete(attendance_id);
  return {
    also: (tx: Tx<'readwrite'>): Promise<unknown> => {
      const store = tx.objectStore('drafts');
      return isEmpty(rest) ? store.delete(attendance_id) : store.put(rest);
    },
    done(): void {
      const others = drafts.value.filter((row) => row.attendance_id !== attendance_id);
      drafts.value = isEmpty(rest) ? others : [...others, rest];
    },
  };
}

function isEmpty({ values, parts, photos, words }: Draft): boolean {
  return !Object.keys(values).length && !parts.length && !photos.length && !Object.keys(words ?? {}).length;
}

/** Words that belong to no report yet: an open sheet, an order that is being begun. */
export function begunWords(attendance_id: string, name: string): unknown {
  return draftOf(attendance_id).words?.[name];
}

/** undefined: they were said, or are not wanted any more. */
export function keepWords(attendance_id: string, name: string, value: unknown): Promise<void> {
  const draft = draftOf(attendance_id);
  const { [name]: _, ...words } = draft.words ?? {};
  return change({ ...draft, words: value === undefined ? words : { ...words, [name]: value } });
}
