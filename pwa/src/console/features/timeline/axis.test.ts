import { expect, it } from 'vitest';
import { axisOf, marks, timeAt, xOf } from './axis';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MIDNIGHT = Date.parse('2026-03-02T00:00:00Z');

it('shows the working day, and the hours in which anybody is busy', () => {
  expect(axisOf([MIDNIGHT], [], 1000)).toMatchObject({ from: 8, to: 18 });
  const early = { since: MIDNIGHT + 5.5 * HOUR, until: MIDNIGHT + 7 * HOUR };
  const late = { since: MIDNIGHT + 17 * HOUR, until: MIDNIGHT + 21.2 * HOUR };
  expect(axisOf([MIDNIGHT], [early, late], 1000)).toMatchObject({ from: 5, to: 22 });
});

it('has the same hours on each day, also where the busy ones are of one alone', () => {
  const early = { since: MIDNIGHT + DAY + 6 * HOUR, until: MIDNIGHT + DAY + 7 * HOUR };
  expect(axisOf([MIDNIGHT, MIDNIGHT + DAY], [early], 1000)).toMatchObject({ from: 6, to: 18 });
});

it('fills the room, and scrolls where an hour would be too narrow', () => {
  expect(axisOf([MIDNIGHT], [], 1200).wide).toBe(1200);
  expect(axisOf([MIDNIGHT], [], 100).wide).toBe(440);
});

it('finds for a place the moment that stands there', () => {
  const axis = axisOf([MIDNIGHT, MIDNIGHT + DAY, MIDNIGHT + 2 * DAY], [], 1500);
  for (const hours of [9, 13.5, 24 + 8, 24 + 17, 48 + 12])
    expect(timeAt(axis, xOf(axis, MIDNIGHT + hours * HOUR))).toBe(MIDNIGHT + hours * HOUR);
});

it('puts the night at the edge of its day', () => {
  const axis = axisOf([MIDNIGHT, MIDNIGHT + DAY], [], 1000);
  expect([3, 8].map((hour) => xOf(axis, MIDNIGHT + hour * HOUR))).toEqual([0, 0]);
  expect([18, 23, 24 + 2].map((hour) => xOf(axis, MIDNIGHT + hour * HOUR))).toEqual([500, 500, 500]);
});

it('names as many hours as have room', () => {
  const hours = (room: number) => marks(axisOf([MIDNIGHT], [], room)).map((at) => (at - MIDNIGHT) / HOUR);
  expect(hours(1000)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
  expect(hours(440)).toEqual([8, 10, 12, 14, 16]);
});
