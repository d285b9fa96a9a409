// How much stands under each filter of the board.
import { computed } from '@preact/signals';
import { FILTERS, type Filter, fits, type Line, oncePerContact } from './line';
import { lines, reviews } from './state';

export const counts = computed(() => {
  const rows = [...lines.value.values()];
  return Object.fromEntries(FILTERS.map((name) => [name, count(rows, name)])) as Record<Filter, number>;
});

function count(rows: readonly Line[], name: Filter): number {
  if (name === 'review') return reviews.value.length;
  const found = rows.filter((line) => fits(line, name));
  return name === 'calls' ? oncePerContact(found).length : found.length;
}
