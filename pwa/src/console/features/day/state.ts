// The day in sets, as the address opens one of them, and who is free.
import { computed, signal } from '@preact/signals';
import { tick } from '../../../shared/time';
import { go, place } from '../../app/router';
import { allowed, me } from '../../app/session';
import { listFree } from '../../data/timeline';
import { asTheyStand, type Line } from '../orders/line';
import { late, lines, risky } from '../orders/state';
import { hourOf, SETS, type SetName, setOf } from './sets';

const HOUR = 3_600_000;
const HOURS = 10; // from now on

export type Glance = SetName | 'free';
export type Free = Awaited<ReturnType<typeof listFree>>[number];

/** Which number was opened. */
export const glance = computed<Glance | null>(() => {
  const name = place.value.searchParams.get('glance');
  return [...SETS, 'free' as const].find((known) => known === name) ?? null;
});
export const hour = computed(() => place.value.searchParams.get('hour'));
export const free = signal<readonly Free[] | null>(null);
export const zone = computed(() => me.value?.time_zone ?? 'UTC');

/** A change of one order does not weigh thousands of others anew; the clock does. */
const weighed = new WeakMap<Line, { at: number; name: SetName | null }>();
function setNow(line: Line): SetName | null {
  const at = tick.value;
  const before = weighed.get(line);
  if (before?.at === at) return before.name;
  const name = setOf(line);
  weighed.set(line, { at, name });
  return name;
}

const hours = new WeakMap<Line, string>();
function endsIn(line: Line): string {
  const known = hours.get(line) ?? hourOf(line.window_to ?? '', zone.value);
  hours.set(line, known);
  return known;
}

const ofToday = computed(() => {
  const found: Record<SetName, Line[]> = { on_time: [], risky: [], late: [], unassigned: [] };
  for (const line of lines.value.values()) {
    const name = setNow(line);
    if (name) found[name].push(line);
  }
  return found;
});
/** The orders of each set; those that are late or may be, as in their queues. */
export const sets = computed<Record<SetName, readonly Line[]>>(() => ({
  ...ofToday.value,
  late: late.value,
  risky: risky.value,
}));

/** What nobody has, by the hour in which its promise ends: from this hour on, and later hours where something stands there. */
export const byHour = computed<[string, readonly Line[]][]>(() => {
  const found = new Map<string, Line[]>();
  for (let n = 0; n < HOURS; n += 1) found.set(hourOf(tick.value + n * HOUR, zone.value), []);
  for (const line of sets.value.unassigned) {
    const at = endsIn(line);
    found.set(at, [...(found.get(at) ?? []), line]);
  }
  return [...found].toSorted(([a], [b]) => a.localeCompare(b));
});

/** What the opened number has. */
export const opened = computed<readonly Line[]>(() => {
  const name = glance.value;
  if (!name || name === 'free') return [];
  if (name === 'late' || name === 'risky') return sets.value[name];
  const rows = sets.value[name].toSorted(asTheyStand);
  return hour.value && name === 'unassigned' ? rows.filter((line) => endsIn(line) === hour.value) : rows;
});

export function open(name: Glance | null, at: string | null = null): void {
  go({ glance: name, hour: at, order: null }, '/console');
}

/** Whoever does not assign has nobody to send. */
export async function refreshFree(): Promise<void> {
  if (allowed('orders.assign')) free.value = await listFree().catch(() => free.peek());
}
