import { expect, test } from 'vitest';
import { inWords } from './asked';
import { findParts, listedOf, partOf } from './catalogue';

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

test('what has a successor leads to the last of them, and what is delivered no more is found by its number all the same', () => {
  const listed = listedOf({
    parts: [
      ['F1', 'Fan'],
      ['F3', 'Fan III'],
    ],
    replaced: [
      ['F1', 'Fan', 'f2'],
      ['F2', 'Fan II', 'F3'],
      ['X1', 'Belt', 'X9'],
      ['R1', 'Ring', 'R2'],
      ['R2', 'Ring II', 'R1'],
    ],
  });
  const last = { number: 'F3', name: 'Fan III' };
  expect(findParts(listed, 'f1')).toEqual([{ number: 'F1', name: 'Fan', successor: last }]);
  expect(partOf(listed, 'F2')).toEqual({ number: 'F2', name: 'Fan II', successor: last, gone: true });
  expect(partOf(listed, 'X1')?.successor).toEqual({ number: 'X9', name: '' });
  expect(partOf(listed, 'f3')).toEqual(last);
  expect(findParts(listed, 'ring')).toHaveLength(2); // a ring of successors ends
});

test('a catalogue that was fetched by an older release is read as it lies there', () => {
  expect(listedOf({ parts: [['F1', 'Fan']] })).toEqual([{ number: 'F1', name: 'Fan' }]);
});

test('what is asked for reads as a list', () => {
  expect(
    inWords([
      { number: 'F1', name: 'Fan', quantity: 2 },
      { number: '', name: 'Hinge', quantity: 1 },
    ]),
  ).toBe('2 × Fan F1\n1 × Hinge');
});
