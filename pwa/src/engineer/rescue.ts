// The browser deleted what lies here while the app is open (a full phone, somebody who clears "site data"): what the page still
// knows is written down again, and he is told. Photos are bytes on the disk only, and cannot come back.
import { signal } from '@preact/signals';
import { onGone, write, writeDevice } from './db';
import { keepKey } from './key';
import { commands, drafts, failure, held, jobs, locked, manifest, me, packed, photosWaiting } from './state';

/** photos: how many were lost. */
export const wiped = signal<{ photos: number } | null>(null);
/** What waited here when the browser deleted everything behind a closed app; 0: nothing is known to be lost. */
export const lostBefore = signal(0);

// Not in the database, which would be deleted with the rest; worth nothing but this question.
const HELD = 'outrider.held';

export function watchForWipes(): void {
  onGone(
    () => void putBack(),
    () => location.assign('/app/sign-in'),
  );
  held.subscribe((count) => me.value && localStorage.setItem(HELD, String(count)));
}

async function putBack(): Promise<void> {
  try {
    await writeAll();
    wiped.value = { photos: photosWaiting.value };
    photosWaiting.value = 0;
  } catch (error) {
    failure.value = (error as Error).name;
  }
}

async function writeAll(): Promise<void> {
  await write(['outbox', 'drafts', 'jobs', 'pack', 'meta'], async (tx) => {
    const meta = tx.objectStore('meta');
    const last = new Map<string, number>();
    for (const { lane, lane_seq } of commands.value) last.set(lane, Math.max(lane_seq, last.get(lane) ?? 0));
    await Promise.all([
      keepKey(meta),
      ...commands.value.map((row) => tx.objectStore('outbox').put(row)),
      ...drafts.value.map((row) => tx.objectStore('drafts').put(row)),
      ...jobs.value.map((row) => tx.objectStore('jobs').put(row)),
      ...[...packed.value.values()].map((row) => tx.objectStore('pack').put(row)),
      ...[...last].map(([lane, seq]) => meta.put(seq, `lane:${lane}`)),
      ...(manifest.value ? [meta.put(manifest.value, 'manifest')] : []),
    ]);
  });
  await writeDevice('me', me.value ?? undefined);
  if (locked.value) await writeDevice('locked', me.value?.user_id); // its code is gone: now only the password opens it
}

/** Nobody is known here, no database of anybody is left, and something had waited: it went behind a closed app. */
export async function lookForLoss(): Promise<void> {
  const count = Number(localStorage.getItem(HELD) ?? 0);
  const left = (await indexedDB.databases?.())?.some(({ name }) => name?.startsWith('outrider-')) ?? true;
  lostBefore.value = left ? 0 : count;
}

export function lossIsKnown(): void {
  localStorage.removeItem(HELD);
  lostBefore.value = 0;
}
