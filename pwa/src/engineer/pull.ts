// The day as the server has it: what changed since the phone's cursor, or all of it; and what leaves the phone again.
import { ask, patience, type Schemas } from '../shared/api';
import { setClock } from '../shared/time';
import { sealedKey } from './correcting';
import { read, type Tx, write } from './db';
import { newsOf, takenBack, withNews } from './inbox';
import type { Blob_, Command, Job, Letter } from './model';
import { writeRoomy } from './quota';
import { byWindow, carSaid, commands, cursor, dutySaid, jobs, letters, load, me, pulledAt, typed } from './state';

const DAY = 100_000; // bytes of a whole day

const MARKS = 200;
type Mark = [seq: number, mark: number];

export async function pull(): Promise<{ changed: boolean; restored: boolean }> {
  const [epoch, seq, kept] = await read(['meta'], (tx) =>
    Promise.all([tx.objectStore('meta').get('epoch'), tx.objectStore('meta').get('seq'), tx.objectStore('meta').get('marks')]),
  );
  const marks = (kept as Mark[] | undefined) ?? [];
  const mine = marks.find(([at]) => at === seq);
  const query = `?epoch=${encodeURIComponent(String(epoch))}&since=${seq}${mine ? `&mark=${mine[1]}` : ''}`;
  const page = await ask<Schemas['Pull']>(`/api/phone/pull${epoch === undefined ? '' : query}`, { timeout: patience(DAY) });
  setClock(page.now, me.value?.speed ?? 1);
  // After a restore everything that is kept is sent again; after a failover that lost something, what came after the last common row.
  const lost = epoch !== undefined && epoch !== page.epoch;
  const common = lost ? 0 : page.lost ? await lastCommon(marks) : null;
  const restored = common !== null;
  let inbox = letters.value;
  const gone = await writeRoomy(
    ['jobs', 'meta', 'outbox', 'blobs', 'drafts'],
    async (tx) => {
      const store = tx.objectStore('jobs');
      const gone = await unlisted(tx, page);
      const kept = page.jobs.filter((job) => !gone.includes(job.attendance_id));
      inbox = await toldBy(tx, page, kept, epoch !== undefined);
      await Promise.all([...gone.map((id) => store.delete(id)), ...kept.map((job) => store.put(job))]);
      const meta = tx.objectStore('meta');
      await Promise.all([
        ...gone.map((id) => meta.delete(sealedKey(id))),
        meta.put(page.epoch, 'epoch'),
        meta.put(page.seq, 'seq'),
        meta.put(known(marks, page, common), 'marks'),
        meta.put(Date.now(), 'pulled_at'),
        meta.put(page.duty, 'duty'),
        ...(inbox === letters.value ? [] : [meta.put(inbox, 'inbox')]),
        page.car && meta.put(page.car, 'car'),
      ]);
      if (common !== null)
        await Promise.all([sendAgain(tx.objectStore('outbox'), common), sendPhotosAgain(tx.objectStore('blobs'))]);
      return gone;
    },
    restored ? 'strict' : 'relaxed',
    0,
  );
  if (restored) {
    await load();
    return { changed: true, restored };
  }
  merge(
    jobs.value.filter((job) => !gone.includes(job.attendance_id)),
    page.jobs.filter((job) => !gone.includes(job.attendance_id)),
  );
  dutySaid.value = page.duty ?? null;
  letters.value = inbox;
  if (page.car) carSaid.value = page.car;
  cursor.value = page.seq;
  pulledAt.value = Date.now();
  return { changed: page.places || page.jobs.length > 0, restored };
}

/** What the office said, with what this page brings, of the visits that are kept. The first day of a phone is no news. */
async function toldBy(tx: Tx<'readwrite'>, page: Schemas['Pull'], jobs: readonly Job[], before: boolean): Promise<Letter[]> {
  if (!before || !page.jobs.length) return letters.value;
  const known = await Promise.all(jobs.map((job) => tx.objectStore('jobs').get(job.attendance_id)));
  const was = new Map(known.filter((job) => job !== undefined).map((job) => [job.attendance_id, job]));
  const news = newsOf(was, jobs, Date.parse(page.now));
  const kept = ((await tx.objectStore('meta').get('inbox')) as Letter[] | undefined) ?? [];
  const now = takenBack(kept, page.jobs);
  return news.length || now.some((row, n) => row.back !== kept[n]?.back) ? withNews(now, news) : letters.value;
}

async function lastCommon(marks: Mark[]): Promise<number> {
  return (await ask<Schemas['Common']>('/api/phone/common', { method: 'POST', body: { known: marks } })).seq;
}

/** The newest feed rows that this phone has seen and the server still has, each with its mark. */
function known(marks: Mark[], page: Schemas['Pull'], common: number | null): Mark[] {
  const here = marks.filter(([at]) => at !== page.seq && (common === null || at <= common));
  const newest: Mark[] = page.mark === null || page.mark === undefined ? [] : [[page.seq, page.mark]];
  return [...newest, ...here].slice(0, MARKS);
}

/** Visits that a whole day does not list any more, or that were given by mistake: each leaves as soon as nothing of it is unsent or half
 * written. */
async function unlisted(tx: Tx<'readwrite'>, page: Schemas['Pull']): Promise<string[]> {
  const meta = tx.objectStore('meta');
  const withdrawn = page.jobs.filter((job) => job.end_reason === 'withdrawn').map((job) => job.attendance_id);
  const listed = new Set(page.jobs.map((job) => job.attendance_id).filter((id) => !withdrawn.includes(id)));
  const known = page.full ? tx.objectStore('jobs').getAllKeys() : (meta.get('unlisted') as Promise<string[] | undefined>);
  const all = new Set([...((await known) ?? []), ...withdrawn]);
  if (!page.full && !all.size) return [];
  const rows = [...all].filter((id) => !listed.has(id));
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

/** What the server had acknowledged and may have lost is sent once more; it knows what it still has. */
async function sendAgain(
  outbox: { getAll(): Promise<Command[]>; put(row: Command): Promise<unknown> },
  common: number,
): Promise<void> {
  const rows = (await outbox.getAll()).filter((row) => row.state !== 'waiting' && (row.feed_seq ?? common + 1) > common);
  await Promise.all(rows.map((row) => outbox.put({ ...row, state: 'waiting', feed_seq: null })));
}

async function sendPhotosAgain(blobs: { getAll(): Promise<Blob_[]>; put(row: Blob_): Promise<unknown> }): Promise<void> {
  await Promise.all(
    (await blobs.getAll()).map((row) => blobs.put({ ...row, state: row.state === 'sent' ? 'waiting' : row.state })),
  );
}

const KEPT = 30 * 86_400_000;

/** What the server has had for thirty days, and visits that ended days ago, leave the phone. */
export async function forget(now: number): Promise<void> {
  const gone = await write(['outbox', 'blobs', 'jobs', 'drafts', 'meta'], async (tx) => {
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
      ...ended.map((job) => tx.objectStore('meta').delete(sealedKey(job.attendance_id))),
    ]);
    return new Set([...received.map((row) => row.id), ...ended.map((job) => job.attendance_id)]);
  });
  commands.value = commands.value.filter((row) => !gone.has(row.id));
  jobs.value = jobs.value.filter((job) => !gone.has(job.attendance_id));
}
