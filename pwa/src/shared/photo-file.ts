// A file as a photo to keep: refused early and loudly, scaled in a worker.
const LARGEST = 20 * 1024 * 1024;

export interface Scaled {
  bytes: ArrayBuffer;
  mime: string;
}

export type Unfit = 'large' | 'not_a_photo';

/** Its bytes, or why it is not taken. */
export async function readPhoto(file: File): Promise<Scaled | { refused: Unfit }> {
  if (file.size > LARGEST) return { refused: 'large' };
  return (await scale(file)) ?? { refused: 'not_a_photo' };
}

function scale(file: File): Promise<Scaled | null> {
  const worker = new Worker(new URL('./photo.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Scaled | null>((resolve, reject) => {
    worker.onmessage = (event) => resolve(event.data as Scaled | null);
    worker.onerror = () => reject(new Error('photo worker'));
    worker.postMessage({ file });
  }).finally(() => worker.terminate());
}
