import { expect, it } from 'vitest';
import { begunHere, canBeRung, places } from './field-order';
import type { Command, Job, Piece } from './model';

const job = { attendance_id: 'a1' } as Job;
const begun = (change: Partial<Command> = {}) =>
  ({
    kind: 'begin_order',
    attendance_id: 'a1',
    state: 'waiting',
    feed_seq: null,
    data: { job },
    ...change,
  }) as unknown as Command;

it('shows what began here until the server has given it back', () => {
  expect(begunHere([], [begun()], 5)).toEqual([job]);
  expect(begunHere([], [begun({ state: 'received', feed_seq: 6 })], 5)).toEqual([job]);
  expect(begunHere([job], [begun()], 5)).toEqual([]);
});

it('does not bring back a visit that has left the phone', () => {
  expect(begunHere([], [begun({ state: 'received', feed_seq: 5 })], 5)).toEqual([]);
});

it('keeps what the server refused in sight', () => {
  expect(begunHere([], [begun({ state: 'attention' })], 5)).toEqual([job]);
});

it('offers each place once, those of open visits first', () => {
  const at = (site_id: string, site: string, ended: boolean) => ({ site_id, site, ended }) as Piece;
  const found = places([at('s2', 'A', true), at('s1', 'B', false), at('s1', 'B', true)]);
  expect(found.map((row) => [row.site_id, row.ended])).toEqual([
    ['s1', false],
    ['s2', true],
  ]);
});

it('a telephone number has digits enough, and no words', () => {
  expect(['+49 30 5550100', '021-6555 0100', '(030) 55 5/01.00'].map(canBeRung)).toEqual([true, true, true]);
  expect(['abc', '', '123', '030 ask Dana'].map(canBeRung)).toEqual([false, false, false, false]);
});
