// How much room this phone has left. Text comes before photos: what photos may take ends while there is room for words.
import { computed, signal } from '@preact/signals';
import { write } from './db';

const MEGABYTE = 1_048_576;
/** Kept free for words: photos are refused below it. A shift's commands and texts are some megabytes at most. */
export const FOR_WORDS = 20 * MEGABYTE;
const WARNED_AT = 150 * MEGABYTE;
const EVERY = 60_000;

interface Room {
  used: number;
  quota: number;
  /** Whether the browser has promised not to clear it away. */
  promised: boolean;
}

export const room = signal<Room | null>(null);
export const nearlyFull = computed(() => room.value !== null && left(room.value) < WARNED_AT);

function left({ used, quota }: Room): number {
  return quota - used;
}

export async function measure(): Promise<Room | null> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  if (usage === undefined || quota === undefined) return null;
  room.value = { used: usage, quota, promised: (await navigator.storage.persisted?.()) ?? false };
  return room.value;
}

/** True also where the browser does not tell: then the write itself says so. */
export async function fits(bytes: number): Promise<boolean> {
  const found = await measure();
  return !found || left(found) - bytes > FOR_WORDS;
}

/** Words: where the phone is full, photos that the server has make room for them. Else as write. */
export const writeRoomy: typeof write = async (stores, work, durability) => {
  try {
    return await write(stores, work, durability);
  } catch (error) {
    if ((error as Error).name !== 'QuotaExceededError') throw error;
    await forgetReceivedPhotos();
    return write(stores, work, durability);
  }
};

async function forgetReceivedPhotos(): Promise<void> {
  await write(['blobs'], async (tx) => {
    const keys = await tx.objectStore('blobs').index('state').getAllKeys('sent');
    await Promise.all(keys.map((key) => tx.objectStore('blobs').delete(key)));
  });
}

/** Asked for at every start, since the answer changes with installing and with use. */
export async function watchRoom(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
  await measure();
  setInterval(() => void measure(), EVERY);
}
