// What the screens show: signals, filled from the phone's database. The database is written first, always.
import { computed, signal } from '@preact/signals';
import { ask, Refusal, type Schemas, type Silence, sender, Unreachable } from '../shared/api';
import { FINISHED } from '../shared/domain.gen';
import { tick } from '../shared/time';
import { carOf } from './car';
import { dutyOf, inOrder, overlay } from './commands';
import { read, readDevice, useDatabaseOf, writeDevice } from './db';
import { type Change, typedOver } from './draft-edits';
import { begunHere } from './field-order';
import { rememberKey } from './key';
import type { Command, Draft, Job, Letter, Manifest, Packed, Said, StockLine, View } from './model';

export type Me = Schemas['Me'];
/** What the last word with the server was; of each: sync.<...> in the pill, net.<...> as a sentence. */
type Net = 'ok' | 'sign_in' | Silence;

export const me = signal<Me | null>(null);
export const jobs = signal<Job[]>([]);
export const commands = signal<Command[]>([]);
/** As they lie in the database; typed: by visit, what is not down yet. */
export const draftRows = signal<Draft[]>([]);
export const typed = signal<ReadonlyMap<string, readonly Change[]>>(new Map());
export const drafts = computed(() => typedOver(draftRows.value, typed.value));
export const cursor = signal(0);
/** What the office said, the newest first. */
export const letters = signal<Letter[]>([]);
export const dutySaid = signal<Said | null>(null);
/** What lies in the engineer's car, as the server had it last. */
export const carSaid = signal<readonly StockLine[]>([]);
export const manifest = signal<Manifest | null>(null);
export const packed = signal<ReadonlyMap<string, Packed>>(new Map());
export const waitingPhotos = signal<ReadonlySet<string>>(new Set());
export const photosWaiting = computed(() => waitingPhotos.value.size);
/** What the server would not take for good; the bytes stay here. */
export const photosRefused = signal<{ sha256: string; why: string }[]>([]);
/** Commands that are on their way in this moment. */
export const inFlight = signal<ReadonlySet<string>>(new Set());
/** The phone is locked: whose it is must say so before anything is shown. Sending goes on. */
export const locked = signal(false);
export const net = signal<Net>('ok');
export const sending = signal(false);
export const pulledAt = signal<number | null>(null);
export const failure = signal<string | null>(null);
export const updateReady = signal(false);

export const unsent = computed(() => commands.value.filter((command) => command.state === 'waiting'));
export const attention = computed(() => commands.value.filter((command) => command.state === 'attention'));
export const troubles = computed(() => attention.value.length + photosRefused.value.length);
/** What would be lost with this phone. */
export const held = computed(() => unsent.value.length + troubles.value + photosWaiting.value + drafts.value.length);
export const duty = computed(() => dutyOf(dutySaid.value, commands.value, cursor.value, tick.value));
export const car = computed(() => carOf(carSaid.value, commands.value, cursor.value, jobs.value, drafts.value));
export const views = computed<View[]>(() =>
  [...jobs.value, ...begunHere(jobs.value, commands.value, cursor.value)]
    .sort(byWindow)
    .map((job) => overlay(job, commands.value, cursor.value)),
);

export const isOver = (view: View) => view.ended_at !== null || FINISHED.has(view.status);

/** Whether everything for the open visits is here: the engineer may leave. What began on this phone needs nothing from the server. */
export const readiness = computed(() => {
  const list = new Map(manifest.value?.entries.map((entry) => [entry.attendance_id, entry.sha256]));
  const open = views.value.filter((view) => !isOver(view) && view.number);
  const here = open.filter((view) => {
    const hash = list.get(view.attendance_id);
    return hash !== undefined && packed.value.get(view.attendance_id)?.sha256 === hash;
  });
  return { all: open.length, here: here.length, ready: manifest.value !== null && here.length === open.length };
});

/** null: nobody. Who it is counts from the next start of the app on. */
export async function rememberMe(person: Me | null): Promise<void> {
  await writeDevice('me', person ?? undefined);
}

/** A session without a phone that knows it (an invitation's link, say) is this phone's from now on. */
export async function adopt(): Promise<boolean> {
  try {
    if (await readDevice('sign_out')) {
      // They went without network; their session ends now, or had ended by itself.
      await ask('/api/sign-out', { method: 'POST' }).catch((error) => {
        if (!(error instanceof Refusal && error.status === 401)) throw error;
      });
      await writeDevice('sign_out', undefined);
      return false;
    }
    const person = await ask<Me>('/api/me');
    if (!person.roles.includes('engineer')) return false;
    await writeDevice('me', person);
    return open();
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreachable) return false; // nobody, or no network: they sign in
    throw error;
  }
}

/** The phone opens on what it has; the network is never waited for. */
export async function open(): Promise<boolean> {
  const person = (await readDevice('me')) as Me | undefined;
  if (!person) return false;
  useDatabaseOf(person.user_id);
  sender.user = person.user_id;
  await load();
  locked.value = (await readDevice('locked')) === person.user_id;
  me.value = person;
  return true;
}

export async function load(): Promise<void> {
  await read(['jobs', 'outbox', 'drafts', 'meta', 'blobs', 'pack'], async (tx) => {
    const [jobRows, commandRows, written, seq, at, blobs, refused, said, list, packRows, inbox, lies] = await Promise.all([
      tx.objectStore('jobs').getAll(),
      tx.objectStore('outbox').getAll(),
      tx.objectStore('drafts').getAll(),
      tx.objectStore('meta').get('seq'),
      tx.objectStore('meta').get('pulled_at'),
      tx.objectStore('blobs').index('state').getAllKeys('waiting'),
      tx.objectStore('blobs').index('state').getAll('failed'),
      tx.objectStore('meta').get('duty'),
      tx.objectStore('meta').get('manifest'),
      tx.objectStore('pack').getAll(),
      tx.objectStore('meta').get('inbox'),
      tx.objectStore('meta').get('car'),
      rememberKey(tx.objectStore('meta')), // a database that is deleted under this page gets it back
    ]);
    jobs.value = jobRows.sort(byWindow);
    commands.value = inOrder(commandRows);
    draftRows.value = written;
    cursor.value = (seq as number | undefined) ?? 0;
    pulledAt.value = (at as number | undefined) ?? null;
    waitingPhotos.value = new Set(blobs);
    photosRefused.value = refused.map((row) => ({ sha256: row.sha256, why: row.failed ?? '' }));
    manifest.value = (list as Manifest | undefined) ?? null;
    packed.value = new Map(packRows.map((row) => [row.attendance_id, row]));
    letters.value = (inbox as Letter[] | undefined) ?? [];
    carSaid.value = (lies as StockLine[] | undefined) ?? [];
    dutySaid.value = (said as Said | undefined) ?? null;
  });
}

/** Only these rows, as they lie in the database by now; and how many photos wait. */
export async function loadRows(ids: ReadonlySet<string>, visits: ReadonlySet<string>): Promise<void> {
  await read(['outbox', 'drafts', 'blobs'], async (tx) => {
    const [rows, written, waiting] = await Promise.all([
      Promise.all([...ids].map((id) => tx.objectStore('outbox').get(id))),
      Promise.all([...visits].map((id) => tx.objectStore('drafts').get(id))),
      tx.objectStore('blobs').index('state').getAllKeys('waiting'),
    ]);
    const others = commands.value.filter((row) => !ids.has(row.id));
    commands.value = inOrder([...others, ...rows.filter((row) => row !== undefined)]);
    const drafts = draftRows.value.filter((row) => !visits.has(row.attendance_id));
    draftRows.value = [...drafts, ...written.filter((row) => row !== undefined)];
    waitingPhotos.value = new Set(waiting);
  });
}

export async function countPhotos(): Promise<void> {
  waitingPhotos.value = new Set(await read(['blobs'], (tx) => tx.objectStore('blobs').index('state').getAllKeys('waiting')));
}

export function byWindow(a: Job, b: Job): number {
  return (a.window_to ?? '9').localeCompare(b.window_to ?? '9') || a.attendance_id.localeCompare(b.attendance_id);
}

/** The report that was signed here about this visit. One that the server refused can be written again. */
export function sealedBy(attendance_id: string): Command | undefined {
  return commands.value.findLast(
    (row) => row.kind === 'seal_report' && row.attendance_id === attendance_id && row.state !== 'attention',
  );
}
