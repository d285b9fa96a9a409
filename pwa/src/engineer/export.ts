// Unsent work as a file: for a phone that will not find a network again. Signed with the phone's own key, so that it is taken as it is.
import { read } from './db';
import { phoneId, signText } from './key';

/** Everything that the server has not confirmed, also what it refused. Nothing leaves the outbox for it. */
export async function unsentFile(user_id: string): Promise<string> {
  const [commands, photos] = await read(['outbox', 'blobs'], (tx) =>
    Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('blobs').getAll()]),
  );
  const unsent = commands.filter((row) => row.state !== 'received').sort((a, b) => a.at - b.at || a.lane_seq - b.lane_seq);
  const work = { user_id, phone_id: await phoneId(), commands: unsent.map((row) => row.body) };
  const text = JSON.stringify(work);
  const rows = photos
    .filter((row) => row.state !== 'sent')
    .map((row) => ({ sha256: row.sha256, mime: row.mime, bytes: base64(row.bytes) }));
  return JSON.stringify({ outrider_unsent: 1, text, signature: await signText(text), photos: rows });
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

export async function exportUnsent(user_id: string): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await unsentFile(user_id)], { type: 'application/json' }));
  link.download = fileName();
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
