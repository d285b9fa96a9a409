// The one sender. Commands in order, photos in pieces, then the day is fetched: a cycle holds a lock for seconds only.
// An answer that is not Outrider's own, an expired session or a dead network stops sending, never working.
import { ask, patience, Refusal, type Schemas, Unreachable } from '../shared/api';
import { deviceNow, setClock } from '../shared/time';
import { beat, lastBeat } from './beat';
import { type Command, inOrder, settled } from './commands';
import { type Blob_, type Job, read, type Tx, write } from './db';
import { publicKey } from './key';
import { fetchPack } from './pack';
import { dropSentPhotos, isFull, writeRoomy } from './room';
import { sendPhotos } from './send-photos';
import {
  byWindow,
  commands,
  cursor,
  dutySaid,
  inFlight,
  jobs,
  load,
  me,
  net,
  pulledAt,
  sending,
  typed,
  waitingPhotos,
} from './state';
import { tellTabs } from './tabs';

let most = 50;
const MOST_BYTES = 256 * 1024;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const STALE = 12_000;
const DAY = 100_000; // bytes of a whole day
let pause = FIRST_PAUSE;
let timer: ReturnType<typeof setTimeout> | undefined;
let wanted = false;
let running = false;
let lockedSince = 0;
let photosTold = -1;
let registered = false; // since the app was opened: the session may be a new one

/** now: somebody is waiting (a tap, a hint, "Send now"); the pause starts over. */
export function wake(now = true): void {
  if (now) pause = FIRST_PAUSE;
  wanted = true;
  clearTimeout(timer);
  timer = setTimeout(() => void cycle(), now ? 0 : pause);
}

async function cycle(): Promise<void> {
  if (!me.value || !wanted || running) return; // what is wanted meanwhile comes after this one
  running = true;
  wanted = false;
  let done = false;
  try {
    done = await navigator.locks.request('outrider-sync', { ifAvailable: true }, async (lock) =>
      lock ? await run() : await wait(),
    );
    if (!done && isStale()) done = await navigator.locks.request('outrider-sync', { steal: true }, run);
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error; // another tab took the lock from this one, and sends
  } finally {
    // Whatever went wrong, the next try is set: a sender never falls asleep.
    running = false;
    pause = done ? 20_000 : Math.min(pause * 2, LONGEST_PAUSE);
    wake(wanted);
  }
}

/** Another tab sends. Should the browser have frozen it meanwhile, it keeps its lock for ever: then its word is taken from it. */
async function wait(): Promise<boolean> {
  lockedSince ||= Date.now();
  pause = FIRST_PAUSE;
  return false;
}

function isStale(): boolean {
  return lockedSince > 0 && Date.now() - Math.max(lockedSince, lastBeat()) > STALE;
}

async function run(): Promise<boolean> {
  lockedSince = 0;
  sending.value = true;
  beat();
  try {
    if (!registered) await registerPhone();
    registered = true;
    await sendCommands();
    await tellPhotos();
    const failed = await fetchDay().then(
      () => null,
      (error: unknown) => error,
    );
    await sendPhotos(); // what he holds is taken also where he is shown nothing any more, or there is no room for it
    await tellPhotos();
    if (isFull(failed))
      await dropSentPhotos(); // the next cycle fetches what had no room
    else if (failed) throw failed;
    net.value = 'ok';
    return true;
  } catch (error) {
    if (error instanceof Unreachable) net.value = error.portal ? 'portal' : 'offline';
    else if (error instanceof Refusal && (error.status === 401 || error.code === 'not_allowed')) net.value = 'sign_in';
    else if (error instanceof Refusal) await heed(error);
    else throw error;
    return false;
  } finally {
    sending.value = false;
    inFlight.value = new Set();
  }
}

async function fetchDay(): Promise<void> {
  const changed = await pull();
  await fetchPack(changed);
  if (changed) tellTabs();
}

async function registerPhone(): Promise<void> {
  await ask('/api/phones', { method: 'POST', body: { ...(await publicKey()), name: navigator.userAgent.slice(0, 80) } });
}

/** A refusal of the whole batch says how to go on; nothing leaves the outbox for it. */
async function heed(refusal: Refusal): Promise<void> {
  if (refusal.code === 'phone_not_registered') await registerPhone();
  else if (refusal.code === 'too_large') most = Math.max(1, Math.floor(most / 2));
  else net.value = 'offline';
}

function batch(rows: Command[]): Command[] {
  const chosen: Command[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += row.body.length;
    if (chosen.length === most || (chosen.length && bytes > MOST_BYTES)) break;
    chosen.push(row);
  }
  return chosen;
}

async function sendCommands(): Promise<void> {
  for (;;) {
    const waiting = inOrder(await read(['outbox'], (tx) => tx.objectStore('outbox').index('state').getAll('waiting')));
    const rows = batch(waiting);
    if (!rows.length) return;
    inFlight.value = new Set(rows.map((row) => row.id));
    const sent = deviceNow(); // of the clock that the commands were written by
    await keepOutcomes(rows, await post(rows, waiting, sent), sent);
    beat();
  }
}

/** With how much the phone holds, these rows among it. */
async function post(rows: Command[], waiting: Command[], sent: number): Promise<Schemas['Answered']> {
  const photos = await photosHeld();
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  const head = { sent_at: time(sent), unsent: waiting.length, unsent_since: time(waiting[0]?.at) };
  const more = { photos: photos.count, photos_since: time(photos.oldest) };
  // The commands go as the very bytes that were saved: the server compares them should one arrive twice.
  const text = `${JSON.stringify({ ...head, ...more }).slice(0, -1)},"commands":[${rows.map((row) => row.body).join(',')}]}`;
  const options = { method: 'POST' as const, text, timeout: patience(text.length) };
  const answer = await ask<Schemas['Answered']>('/api/phone/commands', options);
  photosTold = photos.count;
  return answer;
}

/** Without their bytes. oldest: when it was taken. */
async function photosHeld(): Promise<{ count: number; oldest: number | undefined }> {
  if (!waitingPhotos.value.size) return { count: 0, oldest: undefined }; // right after a tap, nothing is read for nothing
  const waiting = IDBKeyRange.bound(['waiting', 0], ['waiting', Number.POSITIVE_INFINITY]);
  return read(['blobs'], async (tx) => {
    const index = tx.objectStore('blobs').index('age');
    const [count, first] = await Promise.all([index.count(waiting), index.openKeyCursor(waiting)]);
    return { count, oldest: first?.key[1] };
  });
}

/** The office knows what is still here: said where it is not what was said last. */
async function tellPhotos(): Promise<void> {
  if ((await photosHeld()).count !== photosTold) await post([], [], deviceNow());
}

async function keepOutcomes(rows: Command[], answer: Schemas['Answered'], sent: number): Promise<void> {
  const offset = Date.parse(answer.now) - (sent + deviceNow()) / 2;
  const outcomes = new Map(answer.outcomes.map((outcome) => [outcome.id, outcome]));
  const after = rows.flatMap((row) => {
    const outcome = outcomes.get(row.id);
    return outcome ? [settled(row, outcome)] : [];
  });
  if (after.length < rows.length) throw new Unreachable(true);
  await writeRoomy(['outbox', 'meta'], async (tx) => {
    await Promise.all([
      ...after.map((row) => tx.objectStore('outbox').put(row)),
      tx.objectStore('meta').put(Math.round(offset), 'offset_ms'),
    ]);
  });
  const changed = new Map(after.map((row) => [row.id, row]));
  commands.value = commands.value.map((row) => changed.get(row.id) ?? row);
  tellTabs({ commands: [...changed.keys()] });
}

/** Whether anything changed. */
export async function pull(): Promise<boolean> {
  const [epoch, seq] = await read(['meta'], (tx) =>
    Promise.all([tx.objectStore('meta').get('epoch'), tx.objectStore('meta').get('seq')]),
  );
  const query = epoch === undefined ? '' : `?epoch=${encodeURIComponent(String(epoch))}&since=${seq}`;
  const page = await ask<Schemas['Pull']>(`/api/phone/pull${query}`, { timeout: patience(DAY) });
  setClock(page.now, me.value?.speed ?? 1);
  const restored = epoch !== undefined && epoch !== page.epoch;
  const gone = await writeRoomy(
    ['jobs', 'meta', 'outbox', 'blobs', 'drafts'],
    async (tx) => {
      const store = tx.objectStore('jobs');
      const gone = await unlisted(tx, page);
      await Promise.all([...gone.map((id) => store.delete(id)), ...page.jobs.map((job) => store.put(job))]);
      const meta = tx.objectStore('meta');
      await Promise.all([
        meta.put(page.epoch, 'epoch'),
        meta.put(page.seq, 'seq'),
        meta.put(Date.now(), 'pulled_at'),
        meta.put(page.duty, 'duty'),
      ]);
      if (restored) await Promise.all([sendAgain(tx.objectStore('outbox')), sendPhotosAgain(tx.objectStore('blobs'))]);
      return gone;
    },
    restored ? 'strict' : 'relaxed',
  );
  if (restored) {
    await load();
    return true;
  }
  merge(
    jobs.value.filter((job) => !gone.includes(job.attendance_id)),
    page.jobs,
  );
  dutySaid.value = page.duty ?? null;
  cursor.value = page.seq;
  pulledAt.value = Date.now();
  return page.places || page.jobs.length > 0;
}

/** Visits that a whole day does not list any more: each leaves as soon as nothing of it is unsent or half written. */
async function unlisted(tx: Tx<'readwrite'>, page: Schemas['Pull']): Promise<string[]> {
  const [meta, listed] = [tx.objectStore('meta'), new Set(page.jobs.map((job) => job.attendance_id))];
  const known = page.full ? await tx.objectStore('jobs').getAllKeys() : ((await meta.get('unlisted')) as string[] | undefined);
  if (!page.full && !known?.length) return [];
  const rows = known?.filter((id) => !listed.has(id)) ?? [];
  const [written, waiting] = await Promise.all([
    tx.objectStore('drafts').getAllKeys(),
    tx.objectStore('outbox').index('state').getAll('waiting'),
  ]);
  const work = new Set([...written, ...typed.value.keys(), ...waiting.map((row) => row.attendance_id)]);
  await meta.put(
    rows.filter((id) => work.has(id)),
    'unlisted',
  );
  return rows.filter((id) => !work.has(id));
}

function merge(before: Job[], changed: Job[]): void {
  const rows = new Map(before.map((job) => [job.attendance_id, job]));
  for (const job of changed) rows.set(job.attendance_id, job);
  jobs.value = [...rows.values()].sort(byWindow);
}

/** The server came back from a backup: what it had acknowledged since is sent once more; it knows what it still has. */
async function sendAgain(outbox: { getAll(): Promise<Command[]>; put(row: Command): Promise<unknown> }): Promise<void> {
  const rows = (await outbox.getAll()).filter((row) => row.state !== 'waiting');
  await Promise.all(rows.map((row) => outbox.put({ ...row, state: 'waiting', feed_seq: null })));
  wanted = true;
}

async function sendPhotosAgain(blobs: { getAll(): Promise<Blob_[]>; put(row: Blob_): Promise<unknown> }): Promise<void> {
  await Promise.all(
    (await blobs.getAll()).map((row) => blobs.put({ ...row, state: row.state === 'sent' ? 'waiting' : row.state })),
  );
}

const KEPT = 30 * 86_400_000;

/** What the server has had for thirty days, and visits that ended days ago, leave the phone. */
export async function forget(now: number): Promise<void> {
  const gone = await write(['outbox', 'blobs', 'jobs', 'drafts'], async (tx) => {
    const [outbox, blobs, days] = [tx.objectStore('outbox'), tx.objectStore('blobs'), tx.objectStore('jobs')];
    const received = (await outbox.index('state').getAll('received')).filter((row) => row.at < now - KEPT);
    const sent = (await blobs.index('state').getAll('sent')).filter((row) => row.at < now - KEPT);
    const written = new Set(await tx.objectStore('drafts').getAllKeys()); // a report begun there stays within reach
    const over = (job: Job) => job.ended_at && Date.parse(job.ended_at) < now - 2 * 86_400_000;
    const ended = (await days.getAll()).filter((job) => over(job) && !written.has(job.attendance_id));
    await Promise.all([
      ...received.map((row) => outbox.delete(row.id)),
      ...sent.map((row) => blobs.delete(row.sha256)),
      ...ended.map((job) => days.delete(job.attendance_id)),
    ]);
    return new Set([...received.map((row) => row.id), ...ended.map((job) => job.attendance_id)]);
  });
  commands.value = commands.value.filter((row) => !gone.has(row.id));
  jobs.value = jobs.value.filter((job) => !gone.has(job.attendance_id));
}
