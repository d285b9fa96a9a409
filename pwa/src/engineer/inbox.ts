// What the office said to this engineer: told by what a pull changes, kept on the phone, and kept when it was read.
import { computed } from '@preact/signals';
import { money } from '../shared/money';
import { write } from './db';
import type { Job, Letter } from './model';
import { letters } from './state';
import { tellTabs } from './tab-sync';

const MOST = 100;
const TAKEN = new Set(['hand_over', 'unassign', 'cancel', 'leave_crew']);

export const unread = computed(() => letters.value.filter(({ read }) => !read));
export const isNew = (attendance_id: string) => unread.value.some((row) => row.attendance_id === attendance_id);

/** before: as the phone knew them. Servers of older releases say less. */
export function newsOf(before: ReadonlyMap<string, Job>, after: readonly Job[], now: number): Letter[] {
  return after.flatMap((job) => {
    const was = before.get(job.attendance_id);
    const said = lettersOf(job, was);
    const { attendance_id, site, fault, time_zone } = job;
    return said.map((row) => ({ attendance_id, site, fault, time_zone, read: false, at: now, from: null, to: null, ...row }));
  });
}

type Said = Pick<Letter, 'id' | 'kind' | 'text' | 'by' | 'by_phone'> & Partial<Letter>;

function lettersOf(job: Job, was: Job | undefined): Said[] {
  const id = (kind: string, more = '') => `${kind} ${job.attendance_id} ${more}`;
  const open = job.ended_at === null;
  const person = (who: Job['given']) => ({ text: who?.reason ?? '', by: who?.by ?? '', by_phone: who?.by_phone ?? '' });
  const said: Said[] = [];
  if (!was && open && job.given) said.push({ id: id('given'), kind: 'given', ...person(job.given) });
  if (was?.ended_at === null && TAKEN.has(job.end_reason ?? ''))
    said.push({ id: id('taken'), kind: 'taken', ...person(job.taken) });
  if (was && open && job.window_to && (was.window_from !== job.window_from || was.window_to !== job.window_to))
    said.push({ id: id('moved', job.window_to), kind: 'moved', ...person(null), from: job.window_from, to: job.window_to });
  const heard = new Set(was?.notes?.map((row) => row.id));
  for (const { id: note, text, by, by_phone, at, customer } of was ? (job.notes ?? []) : [])
    if (!heard.has(note)) said.push({ id: note, kind: customer ? 'customer' : 'note', text, by, by_phone, at: Date.parse(at) });
  for (const { agreed, made_at, answered_at, amount, currency, work, answered_by } of was ? answeredSince(was, job) : [])
    said.push({
      id: id('quote', made_at),
      kind: agreed ? 'agreed' : 'declined',
      text: `${money({ amount, currency })} · ${work}`,
      by: answered_by,
      by_phone: '',
      at: Date.parse(answered_at ?? made_at),
    });
  return said;
}

/** Quotes of a device on the bench that the customer has answered meanwhile. */
function answeredSince(was: Job, job: Job) {
  if (!was.handed_in?.quotes) return []; // as a server of an older release said it
  const known = new Set(was.handed_in.quotes.filter(({ agreed }) => agreed !== null).map(({ made_at }) => made_at));
  return (job.handed_in?.quotes ?? []).filter(({ agreed, made_at }) => agreed !== null && !known.has(made_at));
}

/** The newest first, each once; what was undone and holds again is told again. */
export function withNews(kept: readonly Letter[], news: readonly Letter[]): Letter[] {
  const known = kept.filter(({ id, back }) => !(back && news.some((row) => row.id === id)));
  const fresh = news.filter(({ id }) => !known.some((row) => row.id === id));
  return [...fresh, ...known].slice(0, MOST);
}

/** Given, and that was undone; or taken, and it is theirs again: such a letter does not read as if it held. */
export function takenBack(kept: readonly Letter[], after: readonly Job[]): Letter[] {
  const undone = new Set(
    after.map((job) =>
      job.end_reason === 'withdrawn' ? `given ${job.attendance_id}` : (job.ended_at ?? `taken ${job.attendance_id}`),
    ),
  );
  return kept.map((row) => (undone.has(`${row.kind} ${row.attendance_id}`) ? { ...row, back: true } : row));
}

/** Of one visit, or all. */
export async function markRead(attendance_id?: string): Promise<void> {
  const about = (row: Letter) => !row.read && (attendance_id === undefined || row.attendance_id === attendance_id);
  if (!letters.value.some(about)) return;
  await write(['meta'], async (tx) => {
    const meta = tx.objectStore('meta');
    const kept = (await meta.get('inbox')) as Letter[] | undefined;
    letters.value = (kept ?? []).map((row) => (about(row) ? { ...row, read: true } : row));
    await meta.put(letters.value, 'inbox');
  });
  tellTabs();
}

/** On the app's icon, where the system shows numbers there; and felt, where a finger was on the page before. */
export function announceNews(): void {
  let before = unread.value.length;
  unread.subscribe(({ length }) => {
    const badge = length ? navigator.setAppBadge?.(length) : navigator.clearAppBadge?.();
    void badge?.catch(() => undefined); // not installed, or not allowed: the day says it
    if (length > before && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([60, 80, 60]);
    before = length;
  });
}
