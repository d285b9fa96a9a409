// What of orders and engineers the map shows: what the list shows, under its filter, and whoever may be sent there.
import { computed, signal } from '@preact/signals';
import { tick } from '../../../shared/time';
import { chosen } from '../../app/router';
import { lines, listed, station } from '../orders/state';
import { type Pin, pinOfEngineer, pinOfOrder } from './pins';
import { seen } from './seen';
import { subject } from './trail';

/** The order or the engineer under the pointer, on the map or in a list. */
export const pointed = signal<string | null>(null);
/** Orders that somebody drew around, or that stand at one place. */
export const gathered = signal<readonly string[]>([]);

/** The orders of the list, and the one that is open. */
export const orderPins = computed<readonly Pin[]>(() => {
  const ids = new Set([...listed.value, ...(chosen.value ? [chosen.value] : [])]);
  const rows = [...ids].map((id) => lines.value.get(id)).filter((line) => line !== undefined);
  return rows
    .map(pinOfOrder)
    .filter((pin) => pin !== null)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
});
export const engineerPins = computed<readonly Pin[]>(() =>
  seen.value
    .filter((row) => !station.value || row.station_id === station.value || row.engineer_id === subject.value?.engineer_id)
    .map((row) => pinOfEngineer(row, tick.value)),
);
export const markedPins = computed<readonly Pin[]>(() => {
  const wanted = new Set([chosen.value, pointed.value, subject.value?.engineer_id]);
  return [...orderPins.value, ...engineerPins.value].filter(({ id }) => wanted.has(id));
});
