// Photos: scaled in a worker, kept as bytes under their hash, refused early and loudly.
import { write } from './db';
import { sha256 } from './key';
import { fits } from './quota';
import { wake } from './send';
import { countPhotos, failure } from './state';

export const LARGEST = 20 * 1024 * 1024;

interface Scaled {
  bytes: ArrayBuffer;
  mime: string;
}

function scale(file: File): Promise<Scaled | null> {
  const worker = new Worker(new URL('./photo.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Scaled | null>((resolve, reject) => {
    worker.onmessage = (event) => resolve(event.data as Scaled | null);
    worker.onerror = () => reject(new Error('photo worker'));
    worker.postMessage({ file });
  }).finally(() => worker.terminate());
}

/** The hash under which it is kept, or why it is not taken. */
export async function keepPhoto(
  file: File,
): Promise<{ sha256: string } | { refused: 'large' | 'not_a_photo' | 'full' | 'not_saved' }> {
  if (file.size > LARGEST) return { refused: 'large' };
  const scaled = await scale(file);
  if (!scaled) return { refused: 'not_a_photo' };
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
