// The browser deleted what lies here while the app is open (a full phone, somebody who clears "site data"): what the page still
// knows is written down again, and the engineer is told. Photos are bytes on the disk only, and cannot come back.
import { signal } from '@preact/signals';
import type { IDBPDatabase } from 'idb';
import { onGone, type Stores, writeDevice } from './db';
import { isEmpty, withoutSaid } from './draft-edits';
import { keepPending } from './drafts';
import { keepKey } from './key';
import type { Draft } from './model';
import {
  commands,
  draftRows,
  drafts,
  failure,
  held,
  jobs,
  locked,
  manifest,
  me,
  packed,
  photosWaiting,
  waitingPhotos,
} from './state';

/** photos: how many were lost. */
export const wiped = signal<{ photos: number } | null>(null);
/** A newer release is open in another tab: here nothing can be saved any more. */
export const outdated = signal(false);
/** What waited here when the browser deleted everything behind a closed app; 0: nothing is known to be lost. */
export const lostBefore = signal(0);

// Not in the database, which would be deleted with the rest; worth nothing but this question.
const HELD = 'outrider.held';

export function watchForWipes(): void {
  onGone(
    putBack,
    () => location.assign('/app/sign-in'),
    async () => {
      if (outdated.value) return;
      outdated.value = true;
      await keepPending();
    },
  );
  held.subscribe((count) => me.value && localStorage.setItem(HELD, String(count)));
}

async function putBack(db: IDBPDatabase<Stores>): Promise<void> {
  try {
    await writeWork(db);
  } catch (error) {
    failure.value = (error as Error).name;
    throw error;
  }
  wiped.value = { photos: photosWaiting.value };
  draftRows.value = draftRows.value.map(withoutLost);
  waitingPhotos.value = new Set();
  await writeDay(db).catch(() => undefined); // where there is no room for it: the server tells it anew
}

/** Several tabs may put back what each of them knows: the newest of it counts. */
async function writeWork(db: IDBPDatabase<Stores>): Promise<void> {
  const tx = db.transaction(['outbox', 'drafts', 'meta'], 'readwrite', { durability: 'strict' });
  const meta = tx.objectStore('meta');
  const [there] = await Promise.all([tx.objectStore('outbox').getAll(), keepKey(meta)]);
  const missing = commands.value.filter((row) => !there.some((other) => other.id === row.id));
  const rows = drafts.value.map((row) => withoutLost(withoutSaid(row, [...there, ...missing])));
  const last = new Map<string, number>();
  for (const { lane, lane_seq } of commands.value) last.set(lane, Math.max(lane_seq, last.get(lane) ?? 0));
  await Promise.all([
    ...missing.map((row) => tx.objectStore('outbox').put(row)),
    ...rows.map(async (row) => {
      const other = await tx.objectStore('drafts').get(row.attendance_id);
      if (!isEmpty(row) && (!other || other.saved_at < row.saved_at)) await tx.objectStore('drafts').put(row);
    }),
    ...[...last].map(async ([lane, seq]) =>
      meta.put(Math.max(seq, Number((await meta.get(`lane:${lane}`)) ?? 0)), `lane:${lane}`),
    ),
  ]);
  await tx.done;
  await writeDevice('me', me.value ?? undefined);
  if (locked.value) await writeDevice('locked', me.value?.user_id); // its code is gone: now only the password opens it
}

async function writeDay(db: IDBPDatabase<Stores>): Promise<void> {
  const tx = db.transaction(['jobs', 'pack', 'meta'], 'readwrite');
  await Promise.all([
    ...jobs.value.map((row) => tx.objectStore('jobs').put(row)),
    ...[...packed.value.values()].map((row) => tx.objectStore('pack').put(row)),
    ...(manifest.value ? [tx.objectStore('meta').put(manifest.value, 'manifest')] : []),
    tx.done,
  ]);
}

/** Photos that had not been sent yet were bytes on this phone only; what the customer signed named them. */
function withoutLost(row: Draft): Draft {
  const photos = row.photos.filter((sha256) => !waitingPhotos.value.has(sha256));
  return photos.length === row.photos.length ? row : { ...row, photos, signing: undefined };
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
