// What the office sees: the board kept up to date by the feed, and the one order that is open.
import { computed, effect, signal } from '@preact/signals';
import { Refusal, type Schemas } from '../../../shared/api';
import { DAYS, type Day, dayOf } from '../../../shared/days';
import type { Action } from '../../../shared/domain.gen';
import { td } from '../../../shared/i18n';
import { setClock } from '../../../shared/time';
import { chosen, go, place } from '../../app/router';
import { connected, me, toSignIn } from '../../app/session';
import { attempt, sayDone, toast } from '../../app/toast';
import { actOn, readBoard, readOrder, withdraw } from '../../data/orders';
import { readReviews } from '../../data/reviews';

import {
  asTheyStand,
  BY_DAY,
  byHold,
  byUrgency,
  FILTERS,
  type Filter,
  fits,
  isLate,
  isRisky,
  isWatched,
  type Line,
  oncePerContact,
} from './line';

import { toldOf } from './told-of';

export type Detail = Schemas['Detail'];
export type OpenReview = Schemas['OpenReview'];

export const lines = signal<Map<string, Line>>(new Map());
export const centre = signal<[number, number] | null>(null);
export const detail = signal<Detail | null>(null);
/** What waits for a decision of the office, the most urgent first; also of orders that left the board. */
export const reviews = signal<OpenReview[]>([]);
export const words = signal('');
export const found = signal<Line[] | null>(null);
/** The orders that changed last; null: all of them are new. */
export const heard = signal<readonly Line[] | null>(null);
/** More orders than a browser shows at once: how many there are, how many came (the most urgent), and by what to narrow them. */
export const partly = signal<{ total: number; came: number; stations: Schemas['Station'][] } | null>(null);

export const station = computed(() => place.value.searchParams.get('station'));
export const filter = computed<Filter>(() => {
  const name = place.value.searchParams.get('filter') as Filter | null;
  return name && FILTERS.includes(name) ? name : 'open';
});
export const late = computed(() => [...lines.value.values()].filter(isLate).sort(byUrgency));
/** Those that may come late, the most likely first. */
export const risky = computed(() => [...lines.value.values()].filter(isRisky).sort((a, b) => (b.risk ?? 0) - (a.risk ?? 0)));
/** How many hours before its promise a visit is watched, as the organisation chose. */
export const watchHours = signal(0);
export const watched = computed(() => [...lines.value.values()].filter((line) => isWatched(line, watchHours.value)).sort(byHold));
const WATCH_FEW = 2; // beside them the orders need their room
export const watchAll = signal(false);
/** The first few, all of them once somebody asked. */
export const watchedShown = computed(() => (watchAll.value ? watched.value : watched.value.slice(0, WATCH_FEW)));

const filtered = computed(() => {
  const rows = [...lines.value.values()].filter((line) => fits(line, filter.value));
  return filter.value === 'calls' ? oncePerContact(rows) : rows;
});
/** The day that the address names; null: all of them. */
export const day = computed<Day | null>(() => DAYS.find((name) => name === place.value.searchParams.get('day')) ?? null);
/** How many orders under the filter each day has; null where what is shown is not told by days. */
export const perDay = computed<Record<Day, number> | null>(() => {
  if (found.value || !BY_DAY.has(filter.value)) return null;
  const counts = { today: 0, tomorrow: 0, week: 0, later: 0, undated: 0 };
  for (const line of filtered.value) counts[dayOf(line)] += 1;
  return counts;
});
export const shown = computed(() =>
  (found.value?.map((line) => lines.value.get(line.id) ?? line) ?? filtered.value.filter(isOfDay)).toSorted(asTheyStand),
);
function isOfDay(line: Line): boolean {
  return !perDay.value || !day.value || dayOf(line) === day.value;
}
/** What the next press of the key shows: all, then each day that has something. */
export function nextDay(): Day | null {
  const full = DAYS.filter((name) => perDay.value?.[name]);
  return full[day.value ? full.indexOf(day.value) + 1 : 0] ?? null;
}
/** Of the late ones those that belong to what is looked at: none under *Cancelled today*, none beside what was searched. */
const lateHere = computed(() =>
  found.value
    ? []
    : [...late.value, ...risky.value, ...watchedShown.value].filter((line) => fits(line, filter.value)).map((line) => line.id),
);
/** One after the other, as they stand on the screen. */
export const listed = computed(() => {
  const rows =
    filter.value === 'review' && !found.value ? reviews.value.map((row) => row.order_id) : shown.value.map((line) => line.id);
  return [...new Set([...lateHere.value, ...rows])];
});

let narrowed = station.value; // the station of what is shown
let epoch: string | null = null;
let seq = 0;
let mark: number | null = null;
let busy = false;
let more = false;

effect(() => {
  if (station.value !== narrowed) void refresh(); // chosen, or by Back
});

/** One at a time; a hint that comes meanwhile is heard afterwards. */
export async function refresh(): Promise<void> {
  if (busy) {
    more = true;
    return;
  }
  busy = true;
  try {
    do {
      more = false;
      const wanted = station.value;
      if (wanted !== narrowed) epoch = null;
      await merge(await readBoard(query(wanted)));
      narrowed = wanted;
    } while (more);
    connected.value = true;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) toSignIn();
    else if (error instanceof Refusal && error.status < 500 && station.value)
      void Promise.resolve().then(() => go({ station: null })); // an address of a station that is not seen from here
    connected.value = false;
  } finally {
    busy = false;
  }
}

function query(wanted: string | null): URLSearchParams {
  const since = epoch ? { epoch, since: String(seq), ...(mark === null ? {} : { mark: String(mark) }) } : {};
  return new URLSearchParams({ ...since, ...(wanted ? { station: wanted } : {}) });
}

async function merge(board: Schemas['Board']): Promise<void> {
  setClock(board.now, me.value?.speed ?? 1);
  const rows = board.full ? new Map<string, Line>() : new Map(lines.value);
  for (const line of board.orders) rows.set(line.id, line);
  epoch = board.epoch;
  seq = board.seq;
  mark = board.mark ?? null;
  if (board.full || board.orders.length) {
    lines.value = rows;
    heard.value = board.full ? null : board.orders;
  }
  if (board.full)
    partly.value = !board.stations
      ? null
      : { total: board.total ?? rows.size, came: board.orders.length, stations: board.stations };
  if (board.watch_hours) watchHours.value = board.watch_hours;
  if (board.centre) centre.value = board.centre;
  const asked = new Set(reviews.value.map((row) => row.order_id));
  if (board.full || board.orders.some((line) => line.reviews.length || asked.has(line.id))) reviews.value = await readReviews();
  const open = detail.value?.line.id;
  if (open && board.orders.some((line) => line.id === open)) await openDetail(open);
}

export async function openDetail(id: string): Promise<void> {
  const fresh = await attempt(() => readOrder(id));
  if (fresh && chosen.value === id) detail.value = fresh;
}

export async function act(line: Line, action: Action, data: Record<string, unknown> = {}): Promise<boolean> {
  const before = new Set(detail.value?.messages.map((row) => row.id));
  const done = await attempt(() => actOn(line.id, { action, expected: line.status, data }));
  await refresh();
  if (done) await sayDecided(line, done, td('action', action), before);
  return done !== undefined;
}

/** What was decided and what the customer hears of it, with a way back for so long as nobody was told. before: what was said until then. */
export async function sayDecided(
  line: Line,
  changed: Schemas['Changed'],
  text: string,
  before: ReadonlySet<string>,
): Promise<void> {
  await openDetail(line.id);
  const more = toldOf(detail.value, line.id, before);
  if (!changed.undo_until) {
    if (more) toast.value = { text: more };
    return;
  }
  sayDone(text, changed.undo_until, () => withdraw(line.id, { expected: changed.status }), refresh, more);
}
