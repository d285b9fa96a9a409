// The way of an engineer of a day, as far as somebody asked for it: each look is noted, and the engineer reads it.
import { computed, signal } from '@preact/signals';
import type { Schemas } from '../../../shared/api';
import { serverNow, toField } from '../../../shared/time';
import { chosen } from '../../app/router';
import { allowed, me } from '../../app/session';
import { attempt } from '../../app/toast';
import { readTrail } from '../../data/orders';
import { lines } from '../orders/state';
import { seen } from './seen';

type Way = Schemas['Trail'];
interface Trail {
  engineer: string;
  day: string;
  way: Way;
}

/** Whose pin was pressed; else whoever has the order that is open. */
export const picked = signal<string | null>(null);
export const subject = computed(() => {
  if (!allowed('positions.read')) return null;
  const id = picked.value ?? (chosen.value ? lines.value.get(chosen.value)?.engineer_id : null);
  return seen.value.find((row) => row.engineer_id === id) ?? null;
});
const asked = signal<Trail | null>(null);
/** Of whom the map speaks, and of nobody else. */
export const trail = computed(() => (asked.value?.engineer === subject.value?.engineer_id ? asked.value : null));

export function today(): string {
  return toField(serverNow(), me.value?.time_zone ?? 'UTC').slice(0, 10);
}

export async function showTrail(engineer: string, day: string): Promise<void> {
  const way = await attempt(() => readTrail(engineer, day));
  if (way && subject.value?.engineer_id === engineer) asked.value = { engineer, day, way };
}

export function hideTrail(): void {
  asked.value = null;
}
