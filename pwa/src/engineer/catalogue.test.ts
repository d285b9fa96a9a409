import { expect, test } from 'vitest';
import { inWords } from './asked';
import { findParts, partOf } from './catalogue';

const all = [
  { number: '7X06-FAN', name: 'Fan module' },
  { number: '01KR-PSU-750', name: 'Power supply 750 W' },
  { number: 'BAT-UPS', name: 'UPS 电池 for 7X06' },
];

test('a part is found by every word of its number and its name, in any order', () => {
  expect(findParts(all, 'supply 01kr')).toEqual([all[1]]);
  expect(findParts(all, '电池')).toEqual([all[2]]);
  expect(findParts(all, 'fan supply')).toEqual([]);
  expect(findParts(all, '  ')).toEqual([]);
});

test('whose number begins with what is typed comes first', () => {
  expect(findParts([...all].reverse(), '7x06').map((part) => part.number)).toEqual(['7X06-FAN', 'BAT-UPS']);
});

test('a scanned code is a part only by its whole number', () => {
  expect(partOf(all, ' bat-ups ')).toBe(all[2]);
  expect(partOf(all, 'bat')).toBeUndefined();
});

test('of twenty thousand parts a few are shown', () => {
  const many = Array.from({ length: 20_000 }, (_, n) => ({ number: `P-${n}`, name: `Module ${n} for frame ${n % 97}` }));
  expect(findParts(many, 'frame 96 module')).toHaveLength(8);
});

test('what is asked for reads as a list', () => {
  expect(
    inWords([
      { number: 'F1', name: 'Fan', quantity: 2 },
      { number: '', name: 'Hinge', quantity: 1 },
    ]),
  ).toBe('2 × Fan F1\n1 × Hinge');
});
