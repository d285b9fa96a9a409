// A phone without a browser, for the tests beside the sources: its database is fake-indexeddb, its clock stands until a test moves it,
// its server is an object. A page is a set of fresh modules, so that a second one is a second tab, or the app after a kill.
// What only a browser can promise (that strict writes survive a kill, quota, locks of frozen tabs) is tested in tests/journeys.
import 'fake-indexeddb/auto';
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import type { Stores } from '../engineer/db';
import type { Blob_, Command, Draft, Job } from '../engineer/model';
import type { Me } from '../engineer/state';
import { Server } from './server';

export const NOW = Date.parse('2026-03-02T10:00:00Z');
const BOB = '0195566e-0000-7000-8000-00000000000b';
const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;

const FULL = 'QuotaExceededError';
const STEP = 100;
const whenever = setTimeout; // the real one

/** Once round the event loop. */
function turn(): Promise<void> {
  return new Promise((done) => void whenever(done, 0));
}

/** Bounded by the test's own time. */
export async function until(what: () => unknown): Promise<void> {
  while (!(await what())) await turn();
}

class Locks {
  private held: { give: (error: Error) => void } | null = null;

  async request<T>(_: string, how: { steal?: boolean }, work: (lock: object | null) => Promise<T>): Promise<T> {
    if (this.held && !how.steal) return work(null);
    this.held?.give(Object.assign(new Error('stolen'), { name: 'AbortError' }));
    const mine = { give: (_: Error) => {} };
    this.held = mine;
    const stolen = new Promise<never>((_, failed) => {
      mine.give = failed;
    });
    return Promise.race([work(mine), stolen]).finally(() => {
      if (this.held === mine) this.held = null;
    });
  }
}

async function modules() {
  vi.resetModules();
  const [changes, commands, db, drafts, exporting, inspection, key, outbox, pack, pull, rescue, room, send, state] =
    await Promise.all([
      import('../engineer/draft-edits'),
      import('../engineer/commands'),
      import('../engineer/db'),
      import('../engineer/drafts'),
      import('../engineer/export'),
      import('../engineer/inspection'),
      import('../engineer/key'),
      import('../engineer/outbox'),
      import('../engineer/pack'),
      import('../engineer/pull'),
      import('../engineer/recovery'),
      import('../engineer/quota'),
      import('../engineer/send'),
      import('../engineer/state'),
    ]);
  return { changes, commands, db, drafts, exporting, inspection, key, outbox, pack, pull, rescue, room, send, state };
}

export type Page = Awaited<ReturnType<typeof modules>>;

export class Phone {
  server = new Server();
  fetch = this.server.fetch;
  /** What the browser tells of its room; null: it does not. */
  estimate: { usage: number; quota: number } | null = null;
  /** What was taken out of its database: `store key`. */
  deleted = new Set<string>();
  private open = new Set<IDBDatabase>();
  private whole = { put: IDBObjectStore.prototype.put, add: IDBObjectStore.prototype.add };
  private wholeDelete = IDBObjectStore.prototype.delete;

  constructor() {
    vi.useFakeTimers({ now: NOW, toFake: [...TIMERS] });
    const kept = new Map<string, string>();
    vi.stubGlobal('indexedDB', new IDBFactory());
    vi.stubGlobal('fetch', (path: string, options: RequestInit) => this.fetch(path, options));
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, text: string) => void kept.set(name, text),
      removeItem: (name: string) => void kept.delete(name),
    });
    const { wholeDelete, deleted } = this;
    IDBObjectStore.prototype.delete = function (this: IDBObjectStore, key: IDBValidKey) {
      deleted.add(`${this.name} ${key}`);
      return wholeDelete.call(this, key);
    };
    const [opened, { open }] = [IDBDatabase.prototype.transaction, this];
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...how) {
      open.add(this);
      return opened.apply(this, how);
    });
    const timeout = AbortSignal.timeout;
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((after) => timeout(Math.trunc(after))); // browsers take half a millisecond
    const storage = { estimate: async () => this.estimate ?? {}, persist: async () => true, persisted: async () => true };
    vi.stubGlobal('navigator', { userAgent: 'tests', languages: ['en'], locks: new Locks(), storage });
  }

  end(): void {
    Object.assign(IDBObjectStore.prototype, this.whole, { delete: this.wholeDelete });
    vi.clearAllTimers();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }

  /** The app before it knows anybody. */
  fresh = modules;

  /** The browser deletes everything, under whatever is open. */
  async wipe(): Promise<void> {
    vi.stubGlobal('indexedDB', new IDBFactory());
    for (const db of this.open) forceCloseDatabase(db as never);
    this.open.clear();
  }

  /** The app, opened by Bob; what a page before it had not written down is gone. */
  async page(): Promise<Page> {
    const made = await modules();
    await made.state.rememberMe({ user_id: BOB, name: 'Bob', time_zone: 'UTC', speed: 1 } as Me);
    await made.state.open();
    return made;
  }

  /** From now on whatever puts something there that why() names cannot commit: each request succeeds, and then nothing of it is down,
   * as a browser does it. Of meta it is told the key. */
  refuse(why: (store: string, value: unknown) => string | null | undefined | false): void {
    for (const [name, whole] of Object.entries(this.whole) as ['put' | 'add', IDBObjectStore['put']][]) {
      IDBObjectStore.prototype[name] = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
        const reason = why(this.name, key ?? value);
        if (reason) doom(this.transaction, reason);
        return key === undefined ? whole.call(this, value) : whole.call(this, value, key);
      };
    }
  }

  full(...stores: string[]): void {
    this.refuse((store) => stores.includes(store) && FULL);
  }

  /** Time passes until it is done. */
  async through<T>(work: Promise<T>): Promise<T> {
    let done = false;
    void work.then(
      () => (done = true),
      () => (done = true),
    );
    while (!done) await this.wait(STEP);
    return work;
  }

  /** So long it waits, and what it does meanwhile is done: looked at after each step. */
  async wait(milliseconds: number, step = STEP): Promise<void> {
    for (let waited = 0; waited < milliseconds; waited += step) {
      await vi.advanceTimersByTimeAsync(step);
      for (let turns = 0; turns < 3; turns++) await turn();
    }
  }
}

/** By the insides of fake-indexeddb, which knows no quota. */
function doom(transaction: IDBTransaction, reason: string): void {
  const made = transaction as unknown as { _markFinished?: () => void; _abort(reason: string): void };
  made._markFinished = () => {
    delete made._markFinished;
    made._abort(reason);
  };
}

type Rows = { outbox: Command; drafts: Draft; blobs: Blob_; jobs: Job };

/** As they lie in the database. */
export async function rows<S extends keyof Rows>({ db }: Page, store: S): Promise<Rows[S][]> {
  return (await db.read([store], (tx) => tx.objectStore(store).getAll())) as Rows[S][];
}

export function meta({ db }: Page, key: string): Promise<unknown> {
  return db.read(['meta'], (tx) => tx.objectStore('meta').get(key));
}

export function put<S extends keyof Rows>({ db }: Page, store: S, value: Stores[S]['value']): Promise<unknown> {
  return db.write([store], (tx) => tx.objectStore(store).put(value as never));
}

/** A tap on a visit. */
export function tap(
  { outbox }: Page,
  action: 'accept' | 'set_off' | 'arrive' | 'note' = 'accept',
  visit = 'a',
): Promise<Command> {
  return outbox.save({ kind: 'act', attendance_id: visit, action, expected: 'assigned', data: { text: action } });
}

/** One cycle of the sender, from its begin to where it has set its next. */
export async function cycle({ send, state }: Page, now = true): Promise<void> {
  let ran = false;
  const stop = state.sending.subscribe((is) => {
    ran ||= is;
  });
  send.wake(now);
  vi.advanceTimersByTime(0);
  await until(() => ran && !state.sending.value);
  stop();
  await turn();
}

export function job(attendance_id: string, more: Partial<Job> = {}): Job {
  return { attendance_id, status: 'assigned', window_to: null, ended_at: null, number: 'N', ...more } as Job;
}

export function photo(sha256: string, more: Partial<Blob_> = {}): Blob_ {
  const bytes = new TextEncoder().encode(`bytes of ${sha256}`).buffer as ArrayBuffer;
  return { sha256, bytes, mime: 'image/jpeg', state: 'waiting', failed: null, at: NOW, ...more };
}
