// Everything by keyboard: one table of keys.
import { found, go, listed, place, toast, words } from './store';

function step(by: number): void {
  const rows = listed.value;
  const at = rows.indexOf(place.value.searchParams.get('order') ?? '');
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  if (next) go({ order: next }, '/console');
  document.querySelector(`[data-order="${next}"]`)?.scrollIntoView({ block: 'nearest' });
}

function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}

const BOARD_ONLY = new Set(['j', 'k', 'ArrowDown', 'ArrowUp', 'a']);
const KEYS: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  n: () => go({}, '/console/new'),
  a: () => document.querySelector<HTMLElement>('.candidates')?.scrollIntoView({ block: 'start' }),
  u: () => {
    const said = toast.value;
    toast.value = null;
    void said?.undo?.();
  },
  '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
  Escape: () => {
    words.value = '';
    found.value = null;
    if (place.value.pathname.startsWith('/console/manage')) return go({ row: null });
    go({ order: null }, '/console');
  },
};

export function keys(event: KeyboardEvent): void {
  const typing =
    event.target instanceof HTMLInputElement ||
    event.target instanceof HTMLTextAreaElement ||
    event.target instanceof HTMLSelectElement;
  if (typing && place.value.pathname !== '/console') return; // a half-written order is not thrown away by a key
  if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== 'Escape')) return;
  if (/^[1-9]$/.test(event.key)) {
    press(`.candidate[data-rank="${event.key}"] button`);
    return;
  }
  const run = KEYS[event.key];
  if (!run || (BOARD_ONLY.has(event.key) && !/^\/console(\/new)?$/.test(place.value.pathname))) return;
  event.preventDefault();
  run();
}
