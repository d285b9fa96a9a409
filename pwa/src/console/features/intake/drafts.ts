// What is typed while the telephone rings outlives the page: written down at each key, and there again after a crash.
import { type DBSchema, openDB } from 'idb';
import type { Written } from './order-values';

/** by: whose it is. start: the number or the call for which the form was opened. at: when it was typed last, in ms. */
export interface Draft {
  id: string;
  by: string;
  start: string;
  at: number;
  written: Written;
}

interface Stores extends DBSchema {
  drafts: { key: string; value: Draft };
}

const KEPT = 3 * 86_400_000; // ms; nobody is on the telephone any more, and it names people
const opened = openDB<Stores>('outrider-desk', 1, { upgrade: (db) => void db.createObjectStore('drafts', { keyPath: 'id' }) });

async function write(work: (store: { put: (row: Draft) => unknown; delete: (id: string) => unknown }) => unknown): Promise<void> {
  const tx = (await opened).transaction('drafts', 'readwrite', { durability: 'strict' });
  await work({ put: (row) => tx.store.put(row), delete: (id) => tx.store.delete(id) });
  await tx.done;
}

export function keepDraft(draft: Draft): Promise<void> {
  return write((store) => store.put(draft));
}

export function dropDraft(id: string): Promise<void> {
  return write((store) => store.delete(id));
}

/** Of this person and open in no other tab, the newest first. Those that are too old are gone for good, whosever they are. */
export async function draftsOf(by: string, now: number): Promise<Draft[]> {
  const all = await (await opened).getAll('drafts');
  await Promise.all(all.filter((row) => row.at < now - KEPT).map((row) => dropDraft(row.id)));
  const { held = [] } = await navigator.locks.query();
  const open = new Set(held.map((lock) => lock.name));
  return all.filter((row) => row.by === by && row.at >= now - KEPT && !open.has(nameOf(row.id))).sort((a, b) => b.at - a.at);
}

function nameOf(id: string): string {
  return `draft ${id}`;
}

/** Two tabs are two calls: what is open in one is not offered in the other. The answer lets it go; a tab that dies does too. */
export function hold(id: string): () => void {
  let letGo = () => {};
  const until = new Promise<void>((done) => {
    letGo = done;
  });
  void navigator.locks.request(nameOf(id), () => until);
  return () => letGo();
}
