// Whether the engineer is at the place of a visit, as far as the phone knows. It proposes and asks; it never says it for them.
import { computed } from '@preact/signals';
import { metresBetween } from '../shared/distance';
import { NEAR_M } from '../shared/domain.gen';
import { tick } from '../shared/time';
import type { View } from './model';
import { type Place, place } from './place';
import { views } from './state';

const FRESH = 60_000;
const STANDS = 2; // metres a second: whoever is faster drives past
const SURE = 200; // metres: a worse position says nothing

/** The position, where it is of now and good enough; and the place of the visit, where somebody has looked it up. */
function known(view: View, here: Place | null, now: number): Place | null {
  const placed = view.number && view.needs_review !== 'new_place';
  return placed && here && now - here.at < FRESH && here.accuracy < SURE ? here : null;
}

/** Metres from the place, where that is surely more than near; else null, also where nobody knows. */
export function farFrom(view: View, here = place.value, now = Date.now()): number | null {
  const at = known(view, here, now);
  if (!at) return null;
  const far = metresBetween(at, view);
  return far - at.accuracy > NEAR_M ? Math.round(far) : null;
}

/** On the way there, near it, and not driving any more. */
export function seemsThere(view: View, here: Place | null, now: number): boolean {
  const at = view.status === 'en_route' && !view.ended_at ? known(view, here, now) : null;
  return at !== null && (at.speed ?? 0) < STANDS && metresBetween(at, view) + at.accuracy / 2 < NEAR_M;
}

/** The visit whose arrival is proposed. */
export const arriving = computed(() => {
  const now = tick.value && Date.now();
  return views.value.find((view) => seemsThere(view, place.value, now)) ?? null;
});
