import { expect, test } from 'vitest';
import { carOf } from './car';
import type { Command } from './model';

const fan = { number: 'F1', name: 'Fan', serial: '', quantity: 3 };
const move = (kind: string, more: Partial<Command> = {}, quantity = 1) =>
  ({
    kind: 'part_move',
    state: 'waiting',
    feed_seq: null,
    data: { kind, number: 'F1', name: 'Fan', quantity },
    ...more,
  }) as Command;

test('what was taken, used and given back without network counts at once', () => {
  expect(carOf([fan], [move('taken', {}, 2), move('used'), move('given_back')], 0)).toEqual([{ ...fan, quantity: 3 }]);
  expect(carOf([], [move('taken')], 0)).toEqual([{ ...fan, quantity: 1 }]);
});

test('what the server knows already counts once, and what it refused not at all', () => {
  const known = move('used', { state: 'received', feed_seq: 7 });
  expect(carOf([fan], [known], 7)).toEqual([fan]);
  expect(carOf([fan], [known], 6)).toEqual([{ ...fan, quantity: 2 }]);
  expect(carOf([fan], [move('used', { state: 'attention' })], 0)).toEqual([fan]);
});

test('the last one leaves the list, and one that nobody had written down stands there', () => {
  expect(carOf([{ ...fan, quantity: 1 }], [move('used')], 0)).toEqual([]);
  expect(carOf([], [move('used')], 0)).toEqual([{ ...fan, quantity: -1 }]);
});
