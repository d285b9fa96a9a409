// Unsent work as a file: for a phone that will not find a network again. Signed with the phone's own key, so that it is taken as it is.

import { sha256 } from '../shared/sha256';
import { inWords, type PartAsked } from './asked';
import { inOrder } from './commands';
import { read } from './db';
import { phoneId, signText } from './key';
import type { Draft } from './model';

/** Everything that the server has not confirmed, also what it refused or what is not finished. Nothing leaves the phone for it.
 * shown: the drafts as they stand on the screen, where there is one: a phone that is full has them nowhere else. */
export async function unsentFile(user_id: string, shown?: readonly Draft[]): Promise<string> {
  const [commands, photos, rows] = await read(['outbox', 'blobs', 'drafts'], (tx) =>
    Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('blobs').getAll(), tx.objectStore('drafts').getAll()]),
  );
  const unsent = inOrder(commands.filter((row) => row.state !== 'received'));
  const phone_id = await phoneId();
  const drafts = shown ?? rows;
  const visits = drafts.filter((row) => row.attendance_id.includes('-') && wordsOf(row)); // what belongs to no visit yet is in the file, no more
  const notes = await Promise.all(visits.map((row) => noteOf(row, phone_id)));
  const work = { user_id, phone_id, commands: [...unsent.map((row) => row.body), ...notes], drafts };
  const text = JSON.stringify(work);
  const pictures = photos
    .filter((row) => row.state !== 'sent')
    .map((row) => ({ sha256: row.sha256, mime: row.mime, bytes: base64(row.bytes) }));
  return JSON.stringify({ outrider_unsent: 1, text, signature: await signText(text), photos: pictures });
}

/** What is half written reaches the order as a note of theirs. Made from the draft alone: the same words in a second file are the same note. */
async function noteOf(draft: Draft, phone_id: string): Promise<string> {
  const { attendance_id, saved_at } = draft;
  const note = {
    kind: 'act',
    v: 1,
    lane: `draft-${attendance_id}:${phone_id}`,
    lane_seq: 1,
    attendance_id,
    wall: new Date(saved_at).toISOString(),
    offset_ms: 0,
    payload: { action: 'note', expected: 'arrived', data: { text: wordsOf(draft), unfinished: true } },
  };
  const hash = await sha256(new TextEncoder().encode(JSON.stringify(note)));
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return JSON.stringify({ id, ...note });
}

const UNWRITTEN = new Set(['base', 'urgency', 'outcome']); // stands there, and nobody wrote it

function wordsOf({ values, parts, photos, words = {} }: Draft): string {
  const sheets = Object.values(words).flatMap((row) => Object.entries(row as object));
  const said = sheets
    .filter(([name, text]) => !UNWRITTEN.has(name) && typeof text === 'string')
    .map(([, text]) => text as string);
  const asked = sheets.filter(([name]) => name === 'parts').map(([, rows]) => inWords(rows as PartAsked[]));
  const lines = parts.map((row) => `${row.direction === 'in' ? '+' : '−'} ${row.name} ${row.number} ${row.serial}`.trim());
  const pictures = photos.length + sheets.flatMap(([name, rows]) => (name === 'photos' ? (rows as string[]) : [])).length;
  return [...Object.values(values), ...lines, ...asked, ...said, pictures ? `📷 ${pictures}` : '']
    .filter((line) => line.trim())
    .join('\n');
}

function base64(bytes: ArrayBuffer): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.byteLength; at += 0x8000)
    parts.push(String.fromCharCode(...new Uint8Array(bytes.slice(at, at + 0x8000))));
  return btoa(parts.join(''));
}

export function fileName(): string {
  return `outrider-unsent-${new Date().toISOString().slice(0, 10)}.json`;
}

export async function exportUnsent(user_id: string, drafts: readonly Draft[]): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await unsentFile(user_id, drafts)], { type: 'application/json' }));
  link.download = fileName();
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
