// The day of the engineer whose card is open: their visits as the timeline tells them, and the way through them.
import { effect, signal } from '@preact/signals';
import { Refusal } from '../../../shared/api';
import { allowed, connected } from '../../app/session';
import { readWays } from '../../data/map';
import { type EngineerDay, type Head, readTimeline } from '../../data/timeline';
import { heard, lines } from '../orders/state';
import { seen } from './seen';
import { picked } from './trail';

interface Day {
  engineer: EngineerDay;
  phone: string;
  orders: ReadonlyMap<string, Head>;
  /** Along the roads, from where they are. */
  way: { lat: number; lon: number }[][];
}

const MOST = 12; // visits through which the way is drawn
export const day = signal<Day | null>(null);

effect(() => {
  const id = picked.value;
  if (day.peek()?.engineer.engineer_id !== id) day.value = null;
  if (!id || !allowed('orders.assign')) return;
  const concerns = !heard.value || heard.value.some((line) => line.engineer_id === id);
  if (!day.peek() || concerns) void readDay(id);
});

async function readDay(id: string): Promise<void> {
  try {
    const { days, orders, phones } = await readTimeline(null, 1, [id]);
    const engineer = days[0];
    if (!engineer || picked.peek() !== id) return;
    const heads = new Map(orders.map((head) => [head.order_id, head]));
    day.value = { engineer, phone: phones?.[id] ?? '', orders: heads, way: day.peek()?.way ?? [] };
    const places = placesOf(engineer);
    const way = places.length > 1 ? await readWays(places) : [];
    if (day.peek()?.engineer === engineer) day.value = { engineer, phone: phones?.[id] ?? '', orders: heads, way };
  } catch (error) {
    if (!(error instanceof Refusal)) connected.value = false; // the frame says so
  }
}

/** From where they are through what is still before them. */
function placesOf({ engineer_id, visits }: EngineerDay): { lat: number; lon: number }[] {
  const here = seen.peek().find((row) => row.engineer_id === engineer_id);
  const ahead = visits.filter((visit) => !visit.done).slice(0, MOST);
  const stops = ahead.map((visit) => lines.peek().get(visit.order_id)).filter((line) => line !== undefined);
  return [...(here ? [here] : []), ...stops];
}
