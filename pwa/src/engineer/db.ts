// Everything the phone keeps. One database a user; what a person entered is written with strict durability and counts as
// saved only when its transaction is complete. Connections that the browser drops are opened again, at most three times.
import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { v7 as uuid } from 'uuid';
import type { Blob_, Command, Draft, Fix, Job, Packed } from './model';

export interface Stores extends DBSchema {
  outbox: { key: string; value: Command; indexes: { state: string } };
  blobs: { key: string; value: Blob_; indexes: { state: string; age: [string, number] } };
  drafts: { key: string; value: Draft };
  jobs: { key: string; value: Job };
  pack: { key: string; value: Packed };
  gps: { key: number; value: Fix };
  meta: { key: string; value: unknown };
}

// Who holds this phone stands apart from what they keep on it. Not in localStorage: browsers write that down seconds later.
interface Device extends DBSchema {
  meta: { key: string; value: unknown };
}

async function withDevice<T>(work: (db: IDBPDatabase<Device>) => Promise<T>): Promise<T> {
  const db = await openDB<Device>('outrider', 1, { upgrade: (made) => void made.createObjectStore('meta') });
  return work(db).finally(() => db.close());
}

export function readDevice(key: string): Promise<unknown> {
  return withDevice((db) => db.get('meta', key));
}

/** undefined takes it away. */
export function writeDevice(key: string, value: unknown): Promise<void> {
  return withDevice(async (db) => {
    const tx = db.transaction('meta', 'readwrite', { durability: 'strict' });
    await (value === undefined ? tx.store.delete(key) : tx.store.put(value, key));
    await tx.done;
  });
}

type Name = 'outbox' | 'blobs' | 'drafts' | 'jobs' | 'pack' | 'gps' | 'meta';
export type Tx<M extends IDBTransactionMode> = IDBPTransaction<Stores, Name[], M>;

const VERSION = 3;
// What each version adds. Nothing is ever dropped or rewritten: what a person wrote with an old release lies in it.
type Upgrading = IDBPTransaction<Stores, Name[], 'versionchange'>;
const UPGRADES: readonly ((db: IDBPDatabase<Stores>, tx: Upgrading) => void)[] = [
  (db) => {
    db.createObjectStore('outbox', { keyPath: 'id' }).createIndex('state', 'state');
    db.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('state', 'state');
    db.createObjectStore('drafts', { keyPath: 'attendance_id' });
    db.createObjectStore('jobs', { keyPath: 'attendance_id' });
    db.createObjectStore('gps', { autoIncrement: true });
    db.createObjectStore('meta');
  },
  (db) => {
    db.createObjectStore('pack', { keyPath: 'attendance_id' });
  },
  (_, tx) => {
    tx.objectStore('blobs').createIndex('age', ['state', 'at']);
  },
];
const LOST =
  /InvalidStateError|Connection to Indexed Database server lost|Internal error opening backing store|UnknownError|closing|connection was closed/;
let user = '';
let opened: Promise<IDBPDatabase<Stores>> | null = null;
/** The mark of each database that was open in this page: one with another mark was deleted behind its back, and begun anew. */
const seen = new Map<string, string | undefined>();
let putBack = async (_: IDBPDatabase<Stores>) => {};
let tellTakenAway = () => {};
let tellOutdated = async () => {};

/** Whose database it is that read and write open. */
export function owner(): string {
  return user;
}

/** wiped: the browser deleted it, and nobody sees the new one before this is done; where it rejects, nobody does.
 * takenAway: the person did, in another tab. outdated: a newer release is open there; waited for. */
export function onGone(wiped: typeof putBack, takenAway: () => void, outdated: () => Promise<void>): void {
  putBack = wiped;
  tellTakenAway = takenAway;
  tellOutdated = outdated;
}

export function useDatabaseOf(userId: string): void {
  if (user === userId) return;
  user = userId;
  void close();
}

/** Everything of this person leaves the phone, for ever. */
export async function dropMyDatabase(): Promise<void> {
  const name = `outrider-${user}`;
  await close();
  user = ''; // whatever still runs on here opens nothing any more
  seen.delete(name);
  await deleteDB(name);
}

async function close(): Promise<void> {
  const open = opened;
  opened = null;
  (await open)?.close();
}

function open(): Promise<IDBPDatabase<Stores>> {
  if (opened) return opened;
  if (!user) return Promise.reject(new Error('nobody is signed in'));
  const made = openNamed(`outrider-${user}`);
  opened = made;
  made.catch(() => {
    if (opened === made) opened = null; // a promise that failed is never kept: the next try opens anew
  });
  return made;
}

async function openNamed(name: string): Promise<IDBPDatabase<Stores>> {
  const db = await openDB<Stores>(name, VERSION, {
    upgrade(made, from, _, tx) {
      for (const step of UPGRADES.slice(from)) step(made, tx);
      if (from === 0) void tx.objectStore('meta').put(uuid(), 'mark');
    },
    blocking: (_, wanted) => void stepAside(wanted),
    terminated() {
      opened = null;
      void again(open).catch(() => undefined); // whoever needs it next says why; a deleted one is seen at once
    },
  }).catch((error: Error) => {
    if (error.name === 'VersionError') void tellOutdated();
    throw error;
  });
  const mark = (await db.get('meta', 'mark')) as string | undefined;
  const wiped = seen.has(name) && seen.get(name) !== mark;
  try {
    if (wiped) await putBack(db);
  } catch (error) {
    db.close(); // nothing is written beside what is missing: the next try puts it back first
    throw error;
  }
  seen.set(name, mark);
  return db;
}

/** Another tab takes away this person's data (null), or a newer release wants to upgrade: what is typed is put down first. */
async function stepAside(wanted: number | null): Promise<void> {
  if (wanted === null) user = '';
  else await tellOutdated();
  await close();
  if (wanted === null) tellTakenAway();
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 3 || !LOST.test(`${(error as Error).name} ${(error as Error).message}`)) throw error;
      opened = null;
    }
  }
}

export function read<T>(stores: Name[], work: (tx: Tx<'readonly'>) => Promise<T>): Promise<T> {
  return again(async () => work((await open()).transaction(stores, 'readonly') as Tx<'readonly'>));
}

/** Resolves when the bytes are down, rejects when the transaction did not complete; a successful request alone means nothing. */
export function write<T>(
  stores: Name[],
  work: (tx: Tx<'readwrite'>) => Promise<T>,
  durability: 'strict' | 'relaxed' = 'strict',
): Promise<T> {
  return again(async () => {
    const tx = (await open()).transaction(stores, 'readwrite', { durability }) as Tx<'readwrite'>;
    try {
      const result = await work(tx);
      await tx.done;
      return result;
    } catch (error) {
      tx.done.catch(() => undefined); // the reason is thrown below
      try {
        tx.abort();
      } catch (ended) {
        if ((ended as Error).name !== 'InvalidStateError') throw ended; // it had aborted by itself
      }
      throw error;
    }
  });
}
