import { expect, it } from 'vitest';
import type { Level } from '../../../shared/domain.gen';
import { moreUrgent } from './urgency';

const level = (name: string, position: number, promised: Record<string, number | null>) =>
  ({
    names: { en: name },
    position,
    limits: Object.entries(promised).map(([what, minutes]) => ({ what, minutes })),
  }) as unknown as Level;

it('a level goes by how soon it promises a solution, or that somebody comes, and not by its place in the list', () => {
  const rows = [
    level('3', 3, { resolved: 2400 }),
    level('0', 0, { resolved: 240 }),
    level('none', 9, { resolved: null }),
    level('II', 5, { arrival: 15, resolved: 60 }),
    level('I', 4, { arrival: 10, resolved: 60 }),
    level('7x24x4', 8, { arrival: 240 }),
    level('1', 1, { resolved: 480 }),
  ];
  expect(rows.toSorted(moreUrgent).map(({ names }) => names.en)).toEqual(['I', 'II', '7x24x4', '0', '1', '3', 'none']);
});
