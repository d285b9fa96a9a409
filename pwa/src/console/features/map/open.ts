// What pressing a pin does, on the map or in its list.
import { go } from '../../app/router';
import { seen } from './seen';
import { picked } from './trail';

/** An engineer's card opens, and what they have in hand beside it; an order opens, and its row comes into view. */
export function open(id: string, engineer: boolean): void {
  picked.value = engineer ? id : null;
  const order = engineer ? seen.value.find((row) => row.engineer_id === id)?.order_id : id;
  if (!order) return;
  go({ order }, '/console');
  document.querySelector(`.board [data-order="${order}"]`)?.scrollIntoView({ block: 'nearest' });
}
