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
let turn = 0;
let busy = false;

/** All rows; an answer for what is no more looked at is dropped. */
export async function load(): Promise<void> {
  const mine = ++turn;
  waiting.clear();
  try {
    const fresh = await readTimeline(first.peek(), count.peek());
    if (mine !== turn) return;
    heads.clear();
    for (const head of fresh.orders) heads.set(head.order_id, head);
    const known = days.peek();
    const same = read.peek()?.since === fresh.since && read.peek()?.until === fresh.until;
    days.value = new Map(fresh.days.map((day) => [day.engineer_id, renewed(same ? known.get(day.engineer_id) : undefined, day)]));
    read.value = fresh;
    changes.value += 1;
    failed.value = false;
  } catch {
    if (mine === turn) failed.value = true;
  }
}

function renewed(row: Signal<EngineerDay> | undefined, day: EngineerDay): Signal<EngineerDay> {
  if (!row) return signal(day);
  if (JSON.stringify(row.peek()) !== JSON.stringify(day)) row.value = day;
  return row;
}

/** Orders that changed: the rows that have them, and those that get them. */
export function hear(lines: readonly Line[]): void {
  const changed = new Set(lines.map((line) => line.id));
  for (const { engineer_id } of lines) if (engineer_id) waiting.add(engineer_id);
  for (const [id, row] of days.peek()) if (row.peek().visits.some((visit) => changed.has(visit.order_id))) waiting.add(id);
  void readWaiting();
}

async function readWaiting(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    while (waiting.size) {
      const only = [...waiting];
      waiting.clear();
      if (only.length > MOST_ROWS) await load();
      else await readRows(only);
    }
  } catch {
    failed.value = true;
  } finally {
    busy = false;
  }
}

async function readRows(only: readonly string[]): Promise<void> {
  const mine = turn;
  const fresh = await readTimeline(first.peek(), count.peek(), only);
  if (mine !== turn) return; // all were asked for meanwhile
  for (const head of fresh.orders) heads.set(head.order_id, head);
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
  changes.value += 1;
  failed.value = false;
}
