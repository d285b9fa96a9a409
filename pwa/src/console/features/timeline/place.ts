// Where in a day a visit that is held would stand.
import type { Drop, EngineerDay, Timed } from '../../data/timeline';

/** Those that can still be put in another order, without the one that is held. */
export function free(day: EngineerDay, held: string): Timed[] {
  return day.visits.filter((row) => !row.begun && !row.done && row.order_id !== held);
}

/** Before the first whose middle lies behind the moment; swap: with the visit that lies there, where it can be. */
export function dropAt(day: EngineerDay, held: string, at: number, swap: boolean): Drop {
  const rows = free(day, held);
  const under = rows.find((row) => Date.parse(row.sets_off) <= at && at < Date.parse(row.leaves));
  const next = rows.find((row) => (Date.parse(row.at) + Date.parse(row.leaves)) / 2 > at);
  return {
    engineer_id: day.engineer_id,
    before: next?.order_id ?? null,
    swap: swap && under ? under.order_id : null,
  };
}

/** One place further in the same day. */
export function shifted(day: EngineerDay, held: string, drop: Drop, by: number): Drop {
  const orders = free(day, held).map((row) => row.order_id);
  const at = drop.before ? orders.indexOf(drop.before) : orders.length;
  const place = Math.min(Math.max((at < 0 ? orders.length : at) + by, 0), orders.length);
  return { ...drop, before: orders[place] ?? null, swap: drop.swap && (orders[place] ?? orders.at(-1) ?? null) };
}

export function sameDrop(a: Drop | null, b: Drop | null): boolean {
  return a?.engineer_id === b?.engineer_id && a?.before === b?.before && a?.swap === b?.swap;
}
