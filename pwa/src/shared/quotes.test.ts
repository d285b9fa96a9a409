// What an amount is, and who is said to have answered.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { speak } from './i18n';
import { money } from './money';
import { amountOf, wrongIn } from './price';
import { answerOf } from './quotes';

beforeEach(async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('navigator', { languages: ['en'] });
  vi.stubGlobal('document', { documentElement: {}, cookie: '' });
  await speak('en');
});
afterEach(() => vi.unstubAllGlobals());

it.each([
  ['120.50', '120.50'],
  ['120,5', '120.5'],
  [' １２０ ', '120'],
  ['0', '0'],
  ['1,200', null],
  ['1.200,50', null],
  ['-1', null],
  ['1.005', null],
  ['', null],
  ['99999999999', null],
])('the amount %s is %s', (typed, amount) => {
  expect(amountOf(typed)).toBe(amount);
});

it('names what nobody can mean, in the order of the sheet', () => {
  expect(wrongIn({ amount: '1,200', currency: 'XYZ', work: ' \u200b' })).toEqual(['amount', 'currency', 'work']);
  expect(wrongIn({ amount: '12', currency: 'eur', work: 'New fan' })).toEqual([]);
});

it('says who answered, and how; a link names nobody', () => {
  const at = '2026-03-02T10:00:00Z';
  const said = (agreed: boolean | null, answered_by: string, how: string | null) =>
    answerOf({ agreed, answered_at: agreed === null ? null : at, answered_by, how }, 'UTC');
  expect(said(null, '', null)).toBe('waits for the answer');
  expect(said(true, '', 'link')).toMatch(/^The customer agreed by the link, /);
  expect(said(false, 'Dana', 'phone')).toMatch(/^Dana declined by telephone, /);
  expect(money({ amount: '120.50', currency: 'EUR' })).toBe('€120.50');
});
