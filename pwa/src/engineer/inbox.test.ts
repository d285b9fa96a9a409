// What of a pull is news from the office, and what of it was told before.
import { expect, it } from 'vitest';
import { job } from '../test-kit/phone';
import { newsOf, takenBack, withNews } from './inbox';
import type { Job } from './model';

const GIVEN = { reason: 'Near you', by: 'Alice', by_phone: '555', colleague: 'Bob', colleague_phone: '556', did: [] };
const note = (id: string) => ({
  id,
  at: '2026-01-02T03:04:05Z',
  by: 'Alice',
  by_phone: '555',
  text: 'Ring twice',
  customer: false,
});
const kinds = (before: Job[], after: Job[]) =>
  newsOf(new Map(before.map((row) => [row.attendance_id, row])), after, 9).map(({ kind, text }) => [kind, text]);

it('a visit that was given, taken, moved, and a note of the office', () => {
  const known = job('a', { window_from: '1', window_to: '2', notes: [] });
  expect(kinds([], [job('a', { given: GIVEN })])).toEqual([['given', 'Near you']]);
  expect(kinds([known], [job('a', { ...known, ended_at: '3', end_reason: 'hand_over', taken: GIVEN })])).toEqual([
    ['taken', 'Near you'],
  ]);
  expect(kinds([known], [job('a', { ...known, window_to: '4' })])).toEqual([['moved', '']]);
  expect(kinds([known], [job('a', { ...known, notes: [note('n')] })])).toEqual([['note', 'Ring twice']]);
  expect(kinds([known], [job('a', { ...known, notes: [{ ...note('n'), customer: true }] })])).toEqual([
    ['customer', 'Ring twice'],
  ]);
});

it('what the engineer did themselves, what is unchanged, and what an older server does not say is no news', () => {
  const known = job('a', { window_from: '1', window_to: '2', notes: [note('n')] });
  expect(kinds([], [job('a', { given: null })])).toEqual([]);
  expect(kinds([known], [known])).toEqual([]);
  expect(kinds([known], [job('a', { ...known, ended_at: '3', end_reason: 'sign' })])).toEqual([]);
  expect(kinds([job('a')], [job('a')])).toEqual([]);
});

it('is told once, and stays read', () => {
  const news = newsOf(new Map(), [job('a', { given: GIVEN })], 9);
  const read = withNews([], news).map((row) => ({ ...row, read: true }));
  expect(withNews(read, news)).toEqual(read);
});

it('what the office undid reads as taken back, and is told again where it holds after all', () => {
  const open = job('a', { given: GIVEN });
  const gone = job('a', { ended_at: '3', end_reason: 'hand_over', taken: GIVEN });
  const given = newsOf(new Map(), [open], 9);
  const taken = newsOf(new Map([['a', open]]), [gone], 9);
  const back = (rows: ReturnType<typeof withNews>) => rows.map(({ kind, back = false }) => [kind, back]);
  expect(back(takenBack(given, [job('a', { ended_at: '3', end_reason: 'withdrawn' })]))).toEqual([['given', true]]);
  expect(back(takenBack([...taken, ...given], [open]))).toEqual([
    ['taken', true],
    ['given', false],
  ]);
  expect(back(takenBack(taken, [gone]))).toEqual([['taken', false]]);
  expect(back(withNews(takenBack(taken, [open]), taken))).toEqual([['taken', false]]);
});
