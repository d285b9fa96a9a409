// How much stands under a filter of the board.
import { type Filter, fits, oncePerContact } from './line';
import { lines, reviews } from './state';

export function count(name: Filter): number {
  if (name === 'review') return reviews.value.length;
  const rows = [...lines.value.values()].filter((line) => fits(line, name));
  return name === 'calls' ? oncePerContact(rows).length : rows.length;
}
