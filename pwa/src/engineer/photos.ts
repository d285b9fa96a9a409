// Photos: scaled in a worker, kept as bytes under their hash, refused early and loudly.

import { readPhoto, type Unfit } from '../shared/photo-file';
import { sha256 } from '../shared/sha256';
import { write } from './db';
import { fits } from './quota';
import { wake } from './send';
import { countPhotos, failure } from './state';

/** The hash under which it is kept, or why it is not taken. */
export async function keepPhoto(file: File): Promise<{ sha256: string } | { refused: Unfit | 'full' | 'not_saved' }> {
  const scaled = await readPhoto(file);
  if ('refused' in scaled) return scaled;
  if (!(await fits(scaled.bytes.byteLength))) return { refused: 'full' };
  const hash = await sha256(scaled.bytes);
  const row = { sha256: hash, bytes: scaled.bytes, mime: scaled.mime, state: 'waiting' as const, failed: null, at: Date.now() };
  try {
    await write(['blobs'], (tx) => tx.objectStore('blobs').put(row));
  } catch (error) {
    if ((error as Error).name === 'QuotaExceededError') return { refused: 'full' };
    failure.value = (error as Error).name;
    return { refused: 'not_saved' };
  }
  await countPhotos();
  wake();
  return { sha256: hash };
}
