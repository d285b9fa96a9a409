// The day pack: what each visit needs beside itself, by a list of hashes. A piece counts only where its bytes match the list.
import { ask, askText, patience, Refusal } from '../shared/api';
import { sha256 } from '../shared/sha256';
import { fetchCatalogue } from './catalogue';
import { write } from './db';
import type { Entry, Manifest, Packed, Piece } from './model';
import { manifest, packed } from './state';

const EVERY = 10 * 60_000; // site memory and history change without this engineer's visits changing
const AT_ONCE = 4;
const PIECE = 100_000; // bytes, with the others beside it
let asked = 0;

/** Fetches the list where something changed or it grew old, then what is missing, open visits first. */
export async function fetchPack(changed: boolean, now = Date.now()): Promise<void> {
  if (!changed && now - asked < EVERY) return;
  asked = 0; // until all of it is here
  const list = await ask<Manifest>('/api/phone/pack');
  await keepList(list);
  const missing = missingOf(list, packed.value);
  const matched = await Promise.all(Array.from({ length: AT_ONCE }, () => fetchAll(missing)));
  await fetchCatalogue(list.catalogue ?? ''); // large, and what the visits need comes first
  if (matched.every(Boolean)) asked = now; // else it changed between list and piece: the next cycle lists anew
}

export function missingOf(list: Manifest, have: ReadonlyMap<string, Packed>): Entry[] {
  return list.entries.filter((entry) => have.get(entry.attendance_id)?.sha256 !== entry.sha256);
}

/** False where a piece was not what the list had promised. */
async function fetchAll(missing: Entry[]): Promise<boolean> {
  let matched = true;
  for (let entry = missing.shift(); entry; entry = missing.shift()) {
    try {
      const text = await askText(`/api/phone/pack/${entry.attendance_id}`, { timeout: patience(PIECE) });
      if ((await sha256(new TextEncoder().encode(text))) === entry.sha256) await keepPiece(entry, JSON.parse(text) as Piece);
      else matched = false;
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'not_found') throw error;
      matched = false; // it went to somebody else meanwhile
    }
  }
  return matched;
}

async function keepList(list: Manifest): Promise<void> {
  const listed = new Set(list.entries.map((entry) => entry.attendance_id));
  await write(
    ['pack', 'meta'],
    async (tx) => {
      const pack = tx.objectStore('pack');
      const gone = (await pack.getAllKeys()).filter((key) => !listed.has(key));
      await Promise.all([tx.objectStore('meta').put(list, 'manifest'), ...gone.map((key) => pack.delete(key))]);
    },
    'relaxed',
  );
  packed.value = new Map([...packed.value].filter(([key]) => listed.has(key)));
  manifest.value = list;
}

async function keepPiece(entry: Entry, piece: Piece): Promise<void> {
  const row = { attendance_id: entry.attendance_id, sha256: entry.sha256, piece };
  await write(['pack'], (tx) => tx.objectStore('pack').put(row), 'relaxed');
  packed.value = new Map(packed.value).set(row.attendance_id, row);
}
