// What an engineer asks for, line by line. The service worker reads it too: it stands on nothing that needs a page.
import type { PartUrgency } from '../shared/domain.gen';

export interface Part {
  number: string;
  name: string;
}
/** A line of what the engineer asks for. number: '' for what the catalogue has not. */
export interface PartAsked extends Part {
  quantity: number;
  urgency?: PartUrgency;
}

/** As a person reads it in a list of what was tapped, and as a server of before the catalogue is told. */
export function inWords(asked: readonly PartAsked[]): string {
  return asked.map(({ quantity, number, name }) => `${quantity} × ${[name, number].filter(Boolean).join(' ')}`).join('\n');
}
