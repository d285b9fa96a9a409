import { expect, it } from 'vitest';
import { begunHere, canBeRung, jobOf, type Known, matching, places, type Typed, wrongIn } from './field-order';

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

it('a telephone number has digits enough, as at the form of the office', () => {
  expect(['+49 30 5550100', '021-6555 0100', '110', '６５５５ 转 8'].map(canBeRung)).toEqual([true, true, true, true]);
  expect(['abc', '', '12'].map(canBeRung)).toEqual([false, false, false]);
});

const elsewhere = { account_name: 'Works', address: 'Pier 4', contact_name: 'Li', contact_phone: '110' };
const typed: Typed = { words: '', fault: 'Leaks', kind: 'repair', serial: '', contact_id: '', elsewhere };
const hall = {
  site: 'Hall 1',
  account: 'Dana’s works',
  address: 'Main street 1',
  contacts: [{ name: 'Dana', phone: '030' }],
  devices: [{ serial: 'SN-7', model: 'Pump' }],
} as Piece;

it('says at each field what is wrong with it', () => {
  expect([...wrongIn(null, typed, '')]).toEqual([]);
  const wrong = { ...typed, fault: ' ', serial: 'x'.repeat(201), elsewhere: { ...elsewhere, address: '', contact_phone: 'abc' } };
  expect(Object.fromEntries(wrongIn(null, wrong, ''))).toEqual({
    fault: 'blank',
    address: 'blank',
    contact_phone: 'not_a_number',
    serial: 'long',
  });
  expect([...wrongIn(hall, { ...wrong, fault: 'x', serial: '' }, '')]).toEqual([['contact', 'blank']]);
});

it('finds what is on the phone by any of its words', () => {
  const found = (words: string) => matching([hall], words).length;
  expect(['', 'hall dana', 'sn-7', 'pump main'].map(found)).toEqual([1, 1, 1, 1]);
  expect(found('hall nowhere')).toBe(0);
});

it('promises nothing that nobody has promised', () => {
  const job = jobOf({ order_id: 'o', kind: 'repair', fault: 'x', elsewhere: null }, hall as Known, 'a', 0, 'UTC');
  expect([job.window_from, job.window_to, job.needs_new_time]).toEqual([null, null, true]);
});
