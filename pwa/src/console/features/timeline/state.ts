// The days as the server tells them: all at once, then only the rows that something has changed in.
import { type Signal, signal } from '@preact/signals';
import { type EngineerDay, type Head, type Read, readTimeline } from '../../data/timeline';
import type { Line } from '../orders/line';
import { count, first } from './view';

/** Each row a signal of its own, so that a change draws that row alone. */
export const days = signal<ReadonlyMap<string, Signal<EngineerDay>>>(new Map());
export const heads = new Map<string, Head>();
/** What is shown, and since when it stands so. */
export const read = signal<Read | null>(null);
export const failed = signal(false);
/** Counts the changes of rows: what sorts or sums all of them looks at this. */
export const changes = signal(0);

const MOST_ROWS = 40; // that are asked for one by one; of more the whole is asked
const waiting = new Set<string>();
let all = false;
let busy = false;

/** All rows. */
export function load(): Promise<void> {
  all = true;
  return readWaiting();
}

/** Orders that changed: the rows that have them, and those that get them. */
export function hear(lines: readonly Line[]): void {
  const changed = new Set(lines.map((line) => line.id));
  for (const { engineer_id } of lines) if (engineer_id) waiting.add(engineer_id);
  for (const [id, row] of days.peek()) if (row.peek().visits.some((visit) => changed.has(visit.order_id))) waiting.add(id);
  void readWaiting();
}

/** One question at a time, so that no older answer comes after a newer one; what changes meanwhile is asked afterwards. */
async function readWaiting(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    while (all || waiting.size) {
      const only = all || waiting.size > MOST_ROWS ? [] : [...waiting];
      all = false;
      waiting.clear();
      const fresh = await readTimeline(first.peek(), count.peek(), only);
      if (all) continue; // other days are looked at by now
      for (const head of fresh.orders) heads.set(head.order_id, head);
      if (only.length) takeRows(fresh, only);
      else takeAll(fresh);
      changes.value += 1;
      failed.value = false;
    }
  } catch {
    failed.value = true;
  } finally {
    busy = false;
  }
}

function renewed(row: Signal<EngineerDay> | undefined, day: EngineerDay): Signal<EngineerDay> {
  if (!row) return signal(day);
  if (JSON.stringify(row.peek()) !== JSON.stringify(day)) row.value = day;
  return row;
}

function takeAll(fresh: Read): void {
  const known = days.peek();
  days.value = new Map(fresh.days.map((day) => [day.engineer_id, renewed(known.get(day.engineer_id), day)]));
  read.value = fresh;
}

function takeRows(fresh: Read, only: readonly string[]): void {
  const found = new Map(fresh.days.map((day) => [day.engineer_id, day]));
  const known = days.peek();
  const other = only.some((id) => known.has(id) !== found.has(id));
  const next = new Map(known);
  for (const id of only) {
    const day = found.get(id);
    if (day) next.set(id, renewed(known.get(id), day));
    else next.delete(id);
  }
  if (other) days.value = next;
}
