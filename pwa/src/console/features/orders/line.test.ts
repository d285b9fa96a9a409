import { beforeEach, expect, it } from 'vitest';
import type { Level } from '../../../shared/domain.gen';
import { knowLevels } from '../levels/names';
import { asTheyStand, byUrgency, type Line, oncePerContact } from './line';

const LEVELS = { '3': 2400, '0': 240 };
const line = (number: string, level: string, window_to: string, late = false) =>
  ({ number, level, window_to, late_since: late ? window_to : null, status: 'assigned', engineer_id: 'e' }) as unknown as Line;

beforeEach(() =>
  knowLevels(
    Object.entries(LEVELS).map(([code, minutes]) => ({
      code,
      document: { names: {}, position: 0, limits: [{ what: 'resolved', minutes }] } as unknown as Level,
    })),
  ),
);

it('of late visits the level goes first, then the promise, and never who is latest', () => {
  const rows = [
    line('A', '3', '2026-03-02T08:00', true),
    line('B', '0', '2026-03-02T12:00', true),
    line('C', '0', '2026-03-02T11:00', true),
  ];
  expect(rows.toSorted(byUrgency).map(({ number }) => number)).toEqual(['C', 'B', 'A']);
});

it('on the board the late ones stand first, as in their queue; the rest as it was promised', () => {
  const rows = [
    line('later', '0', '2026-03-02T15:00'),
    line('soon', '3', '2026-03-02T13:00'),
    line('late 3', '3', '2026-03-02T08:00', true),
    line('late 0', '0', '2026-03-02T12:00', true),
  ];
  expect(rows.toSorted(asTheyStand).map(({ number }) => number)).toEqual(['late 0', 'late 3', 'soon', 'later']);
});

it('whoever has to be called for several orders stands there once, for the one that comes first', () => {
  const of = (contact_id: string, row: Line) => ({ ...row, contact_id });
  const rows = [
    of('dana', line('second', '0', '2026-03-02T15:00')),
    of('rosa', line('other', '0', '2026-03-02T14:00')),
    of('dana', line('first', '0', '2026-03-02T13:00')),
  ];
  expect(oncePerContact(rows).map(({ number }) => number)).toEqual(['first', 'other']);
});
