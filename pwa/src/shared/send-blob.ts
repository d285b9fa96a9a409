// A photo on its way: in pieces, by its hash, going on where it broke off.
import { ask, patience, type Schemas } from './api';
import type { Scaled } from './photo-file';

const CHUNK = 256 * 1024;

/** onPiece: how much of it is there, from 0 to 1. */
export async function sendBlob(sha256: string, { bytes, mime }: Scaled, onPiece: (share: number) => void): Promise<void> {
  const size = bytes.byteLength;
  let { received, complete } = await ask<Schemas['Offset']>(`/api/blobs/${sha256}`, { method: 'PUT', body: { size, mime } });
  while (!complete) {
    const piece = bytes.slice(received, received + CHUNK);
    const options = { method: 'PATCH' as const, bytes: piece, timeout: patience(piece.byteLength) };
    ({ received, complete } = await ask<Schemas['Offset']>(`/api/blobs/${sha256}?offset=${received}`, options));
    onPiece(received / size);
  }
}
