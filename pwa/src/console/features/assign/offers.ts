// Who could go, as the screen offers it just now: the buttons give the visit, and so do the number keys.
import { signal } from '@preact/signals';
import { createRef } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

export interface Offer {
  busy: boolean;
  give: () => void;
}

/** By rank, the best first. */
export const offers = signal<readonly Offer[]>([]);
export const offersList = createRef<HTMLElement>();

/** For as long as they are on the screen. */
export function useOffers(shown: readonly Offer[]): void {
  useLayoutEffect(() => {
    offers.value = shown;
    return () => {
      offers.value = [];
    };
  });
}
