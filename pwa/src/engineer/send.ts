// The one sender. Commands in order, photos in pieces, then the day is fetched: a cycle holds a lock for seconds only.
// An answer that is not Outrider's own, an expired session or a dead network stops sending, never working.
import { ask, patience, Refusal, type Schemas, Unreachable } from '../shared/api';
import { deviceNow } from '../shared/time';
import { inOrder, settled } from './commands';
import { read, type Tx } from './db';
import { beat, lastBeat } from './heartbeat';
import { publicKey } from './key';
import type { Command } from './model';
import { fetchPack } from './pack';
import { pull } from './pull';
import { isFull, makeRoom, writeRoomy } from './quota';
import { sendPhotos } from './send-photos';
import { commands, inFlight, me, net, sending, waitingPhotos } from './state';
import { tellTabs } from './tab-sync';

let most = 50;
const MOST_BYTES = 256 * 1024;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const STALE = 12_000;
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
  const pulse = setInterval(beat, STALE / 4); // also while a weak network takes its time: a frozen tab's clock stands still
  try {
    if (!registered) await registerPhone();
    registered = true;
    const full = await sendCommands().then(nothing, ifFull); // what was answered finds no room: the same commands go once more
    await tellPhotos();
    const failed = full ?? (await fetchDay().then(nothing, (error: unknown) => error));
    await sendPhotos(); // what the engineer holds is taken also where they are shown nothing any more, or there is no room for it
    await tellPhotos();
    if (isFull(failed))
      await makeRoom(); // the next cycle does what had no room
    else if (failed) throw failed;
    net.value = 'ok';
    return !failed;
  } catch (error) {
    if (error instanceof Unreachable) net.value = error.why;
    else if (error instanceof Refusal && (error.status === 401 || error.code === 'not_allowed')) net.value = 'sign_in';
    else if (error instanceof Refusal) await heed(error);
    else throw error;
    return false;
  } finally {
    clearInterval(pulse);
    sending.value = false;
    inFlight.value = new Set();
  }
}

const nothing = () => null;

function ifFull(error: unknown): unknown {
  if (isFull(error)) return error;
  throw error;
}

async function fetchDay(): Promise<void> {
  const { changed, restored } = await pull();
  if (restored) wanted = true; // there is something to send again
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
  else net.value = 'trouble';
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
  if (after.length < rows.length) throw new Unreachable('trouble');
  const keep = async (tx: Tx<'readwrite'>) => {
    await Promise.all([
      ...after.map((row) => tx.objectStore('outbox').put(row)),
      tx.objectStore('meta').put(Math.round(offset), 'offset_ms'),
    ]);
  };
  await writeRoomy(['outbox', 'meta'], keep, undefined, 0);
  const changed = new Map(after.map((row) => [row.id, row]));
  commands.value = commands.value.map((row) => changed.get(row.id) ?? row);
  tellTabs({ commands: [...changed.keys()] });
}
