// How much room this phone has left. Text comes before photos: what photos may take ends while there is room for words.
import { computed, signal } from '@preact/signals';
import { write } from './db';

const MEGABYTE = 1_048_576;
/** Kept free for words: photos are refused below it. A shift's commands and texts are some megabytes at most. */
const FOR_WORDS = 20 * MEGABYTE;
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

// Bytes that mean nothing, written while there was room: given up when words need their place.
const BALLAST = 'ballast';
const BALLAST_BYTES = MEGABYTE / 2;
const RELEASED_WITHIN = 12_000; // Chromium cleans its files up two seconds after the last deletion, ten at most; a busy phone needs longer
const LOOKED_EVERY = 100;

/**
 * Words: where the phone is full, the ballast and photos that the server has make room for them. Else as write.
 * patience: milliseconds that the browser has for giving that room back. The sender has none: the photos that it has yet to send
 * are what may make room, so it must not wait for it.
 */
export async function writeRoomy<T>(
  stores: Parameters<typeof write<T>>[0],
  work: Parameters<typeof write<T>>[1],
  durability?: Parameters<typeof write<T>>[2],
  patience = RELEASED_WITHIN,
): Promise<T> {
  for (let waited = 0, tried = 0; ; tried++) {
    try {
      return await write(stores, work, durability);
    } catch (error) {
      if (!isFull(error) || (tried > 0 && waited >= patience)) throw error;
    }
    await makeRoom(); // each time: a photo may have been received meanwhile
    if (tried === 0) continue;
    waited += LOOKED_EVERY;
    await new Promise((later) => setTimeout(later, LOOKED_EVERY));
  }
}

export function isFull(error: unknown): boolean {
  return (error as Error | null)?.name === 'QuotaExceededError';
}

export async function makeRoom(): Promise<void> {
  await write(['meta'], (tx) => tx.objectStore('meta').delete(BALLAST));
  await dropSentPhotos();
}

/** For what can be fetched again: the ballast stays for words. */
async function dropSentPhotos(): Promise<void> {
  await write(['blobs'], async (tx) => {
    const blobs = tx.objectStore('blobs');
    const keys = await blobs.index('state').getAllKeys('sent');
    await Promise.all(keys.map((key) => blobs.delete(key)));
  });
}

/** Nothing that a browser could pack smaller. */
function noise(): ArrayBuffer {
  const bytes = new Uint8Array(BALLAST_BYTES);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes.buffer;
}

/** A full phone has none: then it is full already, and the next word says so. */
async function layBallast(): Promise<void> {
  await write(
    ['meta'],
    async (tx) => {
      const meta = tx.objectStore('meta');
      if (!(await meta.getKey(BALLAST))) await meta.put(noise(), BALLAST);
    },
    'relaxed',
  ).catch((error) => {
    if (!isFull(error)) throw error;
  });
}

/** Asked for at every start, since the answer changes with installing and with use. */
export async function watchRoom(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
  await measure();
  await layBallast();
  setInterval(() => void measure().then(layBallast), EVERY);
}
