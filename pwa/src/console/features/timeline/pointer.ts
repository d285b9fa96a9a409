// Dragging: a visit is picked up where it is pressed and moved, and follows the pointer until it is let go.

import type { Drop } from '../../data/timeline';
import { timeAt } from './axis';
import { held, hold, holdAt, letGo, pointer } from './held';
import { release } from './let-go';
import { dropAt } from './place';
import { ROW, rowAt } from './rows';
import { axis, NAMES, placed, scroller, TOP } from './shown';
import { days, heads } from './state';

const FAR = 5; // pixels: less is a click
const EDGE = 36; // pixels from where the chart begins to scroll along
const EVERY = 40; // milliseconds

/** For the whole page: the tray and the chart. */
export function press(event: PointerEvent): void {
  const from = (event.target as HTMLElement).closest<HTMLElement>('[data-visit], [data-tray]');
  if (event.button !== 0 || !from || from.dataset.fixed !== undefined || held.value) return;
  const [x, y] = [event.clientX, event.clientY];
  let swap = event.shiftKey;
  const follow = () => holdAt(under(pointer.value.x, pointer.value.y, swap));
  const moves = (now: PointerEvent) => {
    swap = now.shiftKey;
    pointer.value = { x: now.clientX, y: now.clientY };
    if (!held.value && Math.hypot(now.clientX - x, now.clientY - y) < FAR) return;
    if (!held.value) pick(from);
    follow();
  };
  const keys = (now: KeyboardEvent) => {
    if (!held.value) return;
    now.stopPropagation();
    if (now.key === 'Escape') letGo();
    if (now.key === 'Shift') {
      swap = now.type === 'keydown';
      follow();
    }
  };
  const scrolls = setInterval(() => held.value && along() && follow(), EVERY);
  const ends = (now: Event) => {
    clearInterval(scrolls);
    for (const [name, listener] of listeners) removeEventListener(name, listener as EventListener, true);
    if (!held.value) return;
    addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', swallow, true));
    if (now.type === 'pointerup') void release();
    else letGo();
  };
  const listeners = [
    ['pointermove', moves],
    ['pointerup', ends],
    ['pointercancel', ends],
    ['keydown', keys],
    ['keyup', keys],
  ] as const;
  for (const [name, listener] of listeners) addEventListener(name, listener as EventListener, true);
}

/** What was dragged is not opened besides. */
function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

function pick({ dataset: { visit, tray, of, name } }: HTMLElement): void {
  const order = visit ?? tray ?? '';
  hold(order, of ?? null, name ?? heads.get(order)?.site ?? '', false);
}

/** Nothing: beside the rows it is nobody's. */
function under(x: number, y: number, swap: boolean): Drop | null {
  const box = scroller.current?.getBoundingClientRect();
  const now = held.value;
  if (!box || !now || !scroller.current || x < box.left || x > box.right || y < box.top + TOP || y > box.bottom) return null;
  const high = y - box.top - TOP + scroller.current.scrollTop;
  const row = placed.value[rowAt(placed.value, high)];
  const day = row?.engineer && high < row.top + ROW ? days.value.get(row.id)?.peek() : undefined;
  if (!day) return null;
  const at = timeAt(axis.value, x - box.left - NAMES + scroller.current.scrollLeft);
  return dropAt(day, now.order, at, swap && now.from !== null && now.from !== day.engineer_id);
}

/** Near the upper or lower edge the chart goes along. */
function along(): boolean {
  const box = scroller.current?.getBoundingClientRect();
  const { x, y } = pointer.value;
  if (!box || !scroller.current || x < box.left || x > box.right) return false;
  const by = y < box.top + TOP + EDGE ? -1 : y > box.bottom - EDGE ? 1 : 0;
  scroller.current.scrollTop += (by * ROW) / 4;
  return by !== 0;
}
