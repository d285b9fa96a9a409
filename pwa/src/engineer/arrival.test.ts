// Arrival is proposed where the phone stands at the place, and asked about only where it is surely far from it.
import { expect, it } from 'vitest';
import { farFrom, seemsThere } from './arrival';
import type { View } from './model';
import type { Place } from './place';

const NOW = 1_000_000;
const view = { status: 'en_route', number: '7', needs_review: null, ended_at: null, lat: 52.52, lon: 13.405 } as View;
const at = (more: Partial<Place>): Place => ({ lat: 52.52, lon: 13.405, accuracy: 10, speed: 0, at: NOW, ...more });

it('is proposed near the place, standing, and on the way there', () => {
  expect(seemsThere(view, at({}), NOW)).toBe(true);
  expect(seemsThere(view, at({ speed: null }), NOW)).toBe(true);
  expect(seemsThere({ ...view, status: 'arrived' }, at({}), NOW)).toBe(false);
  expect(seemsThere(view, at({ speed: 12 }), NOW)).toBe(false); // drives past
  expect(seemsThere(view, at({ lat: 52.53 }), NOW)).toBe(false);
  expect(seemsThere(view, at({ at: NOW - 61_000 }), NOW)).toBe(false); // where it was a minute ago
  expect(seemsThere({ ...view, needs_review: 'new_place' }, at({}), NOW)).toBe(false); // nobody has looked the place up
});

it('asks only where it is surely far away, and says how far', () => {
  expect(farFrom(view, at({ lat: 52.53 }), NOW)).toBe(1112);
  expect(farFrom(view, at({ lat: 52.5235 }), NOW)).toBe(389);
  expect(farFrom(view, at({ lat: 52.5235, accuracy: 150 }), NOW)).toBeNull();
  expect(farFrom(view, at({ lat: 52.53, accuracy: 900 }), NOW)).toBeNull();
  expect(farFrom(view, null, NOW)).toBeNull();
});
