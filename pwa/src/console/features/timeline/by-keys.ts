// The timeline by keyboard: from visit to visit, and a visit picked up, moved by the arrows, put down by Enter.
import { serverNow } from '../../../shared/time';
import { held, hold, holdAt, letGo } from './held';
import { release } from './let-go';
import { dropAt, shifted } from './place';
import { ROW, rowAt } from './rows';
import { placed, scroller, TOP } from './shown';
import { days, heads } from './state';

const focused = () => document.activeElement as HTMLElement | null;

/** The visit that has the keyboard, where it can be moved. */
export function canMove(): boolean {
  const data = focused()?.dataset;
  return held.value === null && Boolean(data?.visit ?? data?.tray) && data?.fixed === undefined;
}

/** Picks it up, where it stands; one of nobody's over the first row that is seen. */
export function move(): void {
  const { visit, tray, of, name } = focused()?.dataset ?? {};
  const order = visit ?? tray;
  if (!order) return;
  hold(order, of ?? null, name ?? heads.get(order)?.site ?? '', true);
  scroller.current?.focus();
  const rows = placed.value;
  const at = rowAt(rows, scroller.current?.scrollTop ?? 0);
  const target = of ?? rows.slice(at).find((row) => row.engineer)?.id;
  const day = target ? days.value.get(target)?.peek() : undefined;
  const own = day?.visits.find((row) => row.order_id === order);
  if (day) holdAt(dropAt(day, order, own ? Date.parse(own.at) : serverNow(), false));
  else letGo();
}

/** The next engineer above or below, at the same time of the day. */
function toRow(by: number): void {
  const now = held.value;
  const engineers = placed.value.filter((row) => row.engineer);
  const at = engineers.findIndex((row) => row.id === now?.drop?.engineer_id);
  const next = engineers[Math.min(Math.max(at + by, 0), engineers.length - 1)];
  const day = next && days.value.get(next.id)?.peek();
  if (!now?.drop || !next || !day) return;
  const before = days.value.get(now.drop.engineer_id)?.peek().visits;
  const time = before?.find((row) => row.order_id === now.drop?.before)?.at ?? before?.at(-1)?.leaves;
  show(next.top);
  holdAt(dropAt(day, now.order, time ? Date.parse(time) : Number.MAX_SAFE_INTEGER, false));
}

function toPlace(by: number): void {
  const now = held.value;
  const day = now?.drop && days.value.get(now.drop.engineer_id)?.peek();
  if (now?.drop && day) holdAt(shifted(day, now.order, now.drop, by));
}

/** With the visit before which it is held. */
function turnSwap(): void {
  const drop = held.value?.drop;
  if (drop && drop.engineer_id !== held.value?.from) holdAt({ ...drop, swap: drop.swap ? null : drop.before });
}

function show(top: number): void {
  const box = scroller.current;
  if (!box) return;
  const seen = box.clientHeight - TOP;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW > box.scrollTop + seen) box.scrollTop = top + ROW - seen;
}

async function putDown(): Promise<void> {
  const order = held.value?.order;
  await release();
  back(order);
}

function back(order: string | undefined): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-visit="${order}"], [data-tray="${order}"]`)?.focus());
}

const HELD: Record<string, () => void> = {
  ArrowUp: () => toRow(-1),
  ArrowDown: () => toRow(1),
  ArrowLeft: () => toPlace(-1),
  ArrowRight: () => toPlace(1),
  s: turnSwap,
  Enter: () => void putDown(),
  Escape: () => {
    const order = held.value?.order;
    letGo();
    back(order);
  },
};

const FREE: Record<string, () => void> = {
  ArrowLeft: () => toVisit(-1),
  ArrowRight: () => toVisit(1),
  ArrowUp: () => toNeighbour(-1),
  ArrowDown: () => toNeighbour(1),
};

function toVisit(by: number): void {
  const row = focused()?.closest('[data-engineer]');
  const visits = [...(row?.querySelectorAll<HTMLElement>('[data-visit]') ?? [])];
  visits.sort((a, b) => a.offsetLeft - b.offsetLeft);
  visits[visits.indexOf(focused() as HTMLElement) + by]?.focus();
}

/** The nearest in time of the next row that has any. */
function toNeighbour(by: number): void {
  const mine = focused();
  const id = mine?.closest<HTMLElement>('[data-engineer]')?.dataset.engineer;
  const rows = placed.value.filter((row) => row.engineer);
  let at = rows.findIndex((row) => row.id === id) + by;
  while (rows[at] && !days.value.get(rows[at]?.id ?? '')?.peek().visits.length) at += by;
  const row = rows[at];
  if (!row || !mine) return;
  show(row.top);
  requestAnimationFrame(() => {
    const there = [...document.querySelectorAll<HTMLElement>(`[data-engineer="${row.id}"] [data-visit]`)];
    there.sort((a, b) => Math.abs(a.offsetLeft - mine.offsetLeft) - Math.abs(b.offsetLeft - mine.offsetLeft));
    there[0]?.focus();
  });
}

/** Of the chart: what a key does there is not heard by the page. */
export function byKeys(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const deed = (held.value ? HELD : FREE)[event.key];
  if (!deed) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}
