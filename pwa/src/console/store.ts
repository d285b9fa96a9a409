// What the office sees: the board kept up to date by the feed, where everybody is, and the one order that is open.
import { computed, effect, signal } from '@preact/signals';
import { ask, askOnce, Refusal, type Schemas, wordsOf } from '../shared/api';
import { BEFORE_VISIT, FINISHED, LATE_AFTER_MINUTES, type Permission, UNDER_WAY } from '../shared/domain.gen';
import { t } from '../shared/i18n';
import { setClock, tick } from '../shared/time';
import { mayLeave } from './leave';

export type Line = Schemas['console_store_Line'];
export type Detail = Schemas['Detail'];
export type Seen = Schemas['Seen'];
export type OpenReview = Schemas['OpenReview'];

export const me = signal<Schemas['Me'] | null>(null);
export const lines = signal<Map<string, Line>>(new Map());
export const centre = signal<[number, number] | null>(null);
export const seen = signal<Seen[]>([]);
export const detail = signal<Detail | null>(null);
/** What waits for a decision of the office, the most urgent first; also of orders that left the board. */
export const reviews = signal<OpenReview[]>([]);
export const connected = signal(true);
export const words = signal('');
export const found = signal<Line[] | null>(null);
export const toast = signal<{ text: string; bad?: boolean; undo?: () => Promise<void> } | null>(null);

/** What the person's roles give them (backend/outrider/accounts/people/rules.py): what is not given is not asked for. */
export function allowed(permission: Permission): boolean {
  return me.value?.permissions.includes(permission) ?? false;
}

export const FILTERS = ['open', 'overdue', 'unassigned', 'under_way', 'review', 'done', 'cancelled'] as const;
export type Filter = (typeof FILTERS)[number];

/** Milliseconds past the limit that stands against this order; 0 while none is. */
export function overdue(line: Line): number {
  return line.due_at && !FINISHED.has(line.status) ? Math.max(0, tick.value - Date.parse(line.due_at)) : 0;
}

export function fits(line: Line, filter: Filter): boolean {
  if (filter === 'cancelled') return line.status === 'cancelled';
  if (filter === 'done') return FINISHED.has(line.status) && line.status !== 'cancelled';
  if (filter === 'unassigned') return BEFORE_VISIT.has(line.status);
  if (filter === 'under_way') return UNDER_WAY.has(line.status);
  if (filter === 'overdue') return overdue(line) > 0;
  if (filter === 'review') return line.reviews.length > 0;
  return !FINISHED.has(line.status);
}

// The address bar is the state: /console?order=ID&filter=NAME, /console/people, /console/new
export const place = signal(new URL(location.href));
addEventListener('popstate', () => {
  if (!mayLeave()) return history.pushState(null, '', place.value);
  place.value = new URL(location.href);
});

export function go(change: Record<string, string | null>, path = place.value.pathname): void {
  if (!mayLeave()) return;
  const url = new URL(place.value);
  url.pathname = path;
  for (const [name, value] of Object.entries(change))
    value === null ? url.searchParams.delete(name) : url.searchParams.set(name, value);
  history.pushState(null, '', url);
  place.value = url;
}

export const filter = computed<Filter>(() => {
  const name = place.value.searchParams.get('filter') as Filter | null;
  return name && FILTERS.includes(name) ? name : 'open';
});
export const chosen = computed(() => place.value.searchParams.get('order'));

/** In their own words, and by so much that the server calls it late too. */
function saysLate(line: Line): boolean {
  return (line.told_late_minutes ?? 0) >= LATE_AFTER_MINUTES;
}

export const late = computed(() =>
  [...lines.value.values()]
    .filter((line) => line.late_since || (saysLate(line) && !line.arrived_at && !FINISHED.has(line.status)))
    .sort((a, b) => (b.late_minutes ?? 0) - (a.late_minutes ?? 0)),
);
export const shown = computed(() =>
  (
    found.value?.map((line) => lines.value.get(line.id) ?? line) ??
    [...lines.value.values()].filter((line) => fits(line, filter.value))
  ).toSorted((a, b) => (a.window_to ?? '9').localeCompare(b.window_to ?? '9')),
);

/** What j and k step through. */
export const listed = computed(() => {
  const rows =
    filter.value === 'review' && !found.value ? reviews.value.map((row) => row.order_id) : shown.value.map((line) => line.id);
  return [...new Set([...late.value.map((line) => line.id), ...rows])];
});

/** More orders than a browser shows at once: how many there are, how many came (the most urgent), and by what to narrow them. */
export const partly = signal<{ total: number; came: number; stations: Schemas['Station'][] } | null>(null);
export const station = computed(() => place.value.searchParams.get('station'));
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
      await merge(await ask<Schemas['Board']>(`/api/board?${query(wanted)}`));
      narrowed = wanted;
    } while (more);
    connected.value = true;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401)
      location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
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
  lines.value = rows;
  if (board.full)
    partly.value = !board.stations
      ? null
      : { total: board.total ?? rows.size, came: board.orders.length, stations: board.stations };
  if (board.centre) centre.value = board.centre;
  const asked = new Set(reviews.value.map((row) => row.order_id));
  if (board.full || board.orders.some((line) => line.reviews.length || asked.has(line.id)))
    reviews.value = await ask<OpenReview[]>('/api/reviews');
  const open = detail.value?.line.id;
  if (open && board.orders.some((line) => line.id === open)) await openDetail(open);
}

export async function refreshPositions(): Promise<void> {
  if (!allowed('positions.read')) return;
  try {
    seen.value = await ask<Seen[]>('/api/positions');
  } catch {
    connected.value = false;
  }
}

/** rows: of those who moved, or whose visit, status or duty changed; without, all are asked for. */
export async function hearPositions(rows?: string): Promise<void> {
  if (!rows) return refreshPositions();
  const known = new Map(seen.value.map((row) => [row.engineer_id, row]));
  for (const row of JSON.parse(rows) as Seen[]) known.set(row.engineer_id, row);
  seen.value = [...known.values()];
}

export async function openDetail(id: string): Promise<void> {
  const fresh = await attempt(() => ask<Detail>(`/api/orders/${id}`));
  if (fresh && chosen.value === id) detail.value = fresh;
}

/** Does it, or says in the server's words why not. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const text = error instanceof Refusal ? wordsOf(error) : t('net.failed');
    toast.value = { text, bad: true };
    return undefined;
  }
}

export async function act(line: Line, action: string, data: Record<string, unknown> = {}): Promise<boolean> {
  const body = { action, expected: line.status, data };
  const done = await attempt(() => askOnce(`/api/orders/${line.id}/actions`, { method: 'POST', body }));
  await refresh();
  return done !== undefined;
}

export function isLateText(line: Line): number {
  void tick.value;
  if (line.arrived_at || FINISHED.has(line.status)) return 0;
  return Math.max(line.late_since ? (line.late_minutes ?? 0) : 0, saysLate(line) ? (line.told_late_minutes ?? 0) : 0);
}
