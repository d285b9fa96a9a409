// Who could go, as the screen offers it just now: a number goes to the button of that row, and Enter presses it.
import { createRef } from 'preact';

export const offersList = createRef<HTMLElement>();

let wanted = '';

/** As soon as it is known who could go with this order, the best has the focus. */
export function wantBest(order: string): void {
  wanted = order;
}

export function showBest(order: string): void {
  if (order !== wanted) return;
  wanted = '';
  offered('1')?.focus();
}

/** What a number means; null where it means nobody, or where that was pressed just now. */
export function offered(key: string): HTMLButtonElement | null {
  return offersList.current?.querySelector<HTMLButtonElement>(`[data-key="${key}"]:enabled`) ?? null;
}
