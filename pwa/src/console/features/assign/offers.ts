// Who could go, as the screen offers it just now: a number goes to the button of that row, and Enter presses it.
import { createRef } from 'preact';

export const offersList = createRef<HTMLElement>();

/** What a number means; null where it means nobody, or where that was pressed just now. */
export function offered(key: string): HTMLButtonElement | null {
  return offersList.current?.querySelector<HTMLButtonElement>(`[data-key="${key}"]:enabled`) ?? null;
}
