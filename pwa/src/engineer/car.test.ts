import { expect, test } from 'vitest';
import { carOf } from './car';
import type { Command, Draft, Job } from './model';

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

test('a report that is being written, or signed and not sent, takes what it fits out of the car, and a correction the difference', () => {
  const line = (quantity: number) => [{ direction: 'in' as const, number: 'F1', name: 'Fan', serial: '', quantity }];
  const draft = (parts: Draft['parts'], corrects?: Draft['corrects']): Draft => ({
    attendance_id: 'a',
    values: {},
    parts,
    photos: [],
    corrects,
    saved_at: 0,
  });
  const seal = (fitted: Draft['parts'], before: Draft['parts'], more: Partial<Command> = {}) =>
    move('', { kind: 'seal_report', attendance_id: 'a', data: { fitted, before }, ...more });
  const left = (...[commands, drafts]: [Command[], Draft[]]) => carOf([fan], commands, 5, [], drafts)[0]?.quantity;
  expect(left([], [draft(line(2))])).toBe(1);
  expect(left([seal(line(2), [])], [])).toBe(1);
  expect(left([seal(line(2), [], { state: 'received', feed_seq: 5 })], [])).toBe(3);
  expect(left([seal(line(1), line(2))], [])).toBe(4);
  const corrects = { report_id: 'r', signed_at: '', parts: line(2) };
  expect(left([], [draft(line(1), corrects)])).toBe(4);
  expect(left([], [draft(line(1), { report_id: 'r', signed_at: '' })])).toBe(3);
});

test('what was tapped as used at the visit, or came for it in other hands, is not taken out of the car again', () => {
  const parts = [{ direction: 'in' as const, number: 'F1', name: 'Fan', serial: '' }];
  const draft: Draft = { attendance_id: 'a', values: {}, parts, photos: [], saved_at: 0 };
  const used = move('used', { attendance_id: 'a' });
  const here = { attendance_id: 'a', parts: [{ ...fan, status: 'ready', elsewhere: 1 }] } as unknown as Job;
  const left = (commands: Command[], jobs: Job[]) => carOf([fan], commands, 0, jobs, [draft])[0]?.quantity;
  expect(left([used], [])).toBe(2);
  expect(left([], [here])).toBe(3);
  expect(left([move('taken')], [here])).toBe(3); // it was taken along: it comes out of the car
});
