import { describe, expect, it } from 'vitest';
import { dayOf } from './days';

const ZONE = 'Asia/Shanghai'; // eight hours ahead
const THURSDAY = Date.parse('2026-03-05T02:00:00Z'); // ten in the morning there
const until = (window_to: string, window_from = window_to) => ({ window_from, window_to, time_zone: ZONE });

describe('work stands under the day of its place', () => {
  it.each([
    ['2026-03-01T02:00:00Z', 'today'], // past, and still open
    ['2026-03-05T15:59:00Z', 'today'],
    ['2026-03-05T16:00:00Z', 'tomorrow'],
    ['2026-03-06T15:59:00Z', 'tomorrow'],
    ['2026-03-06T16:00:00Z', 'week'],
    ['2026-03-08T15:59:00Z', 'week'], // Sunday's last minute
    ['2026-03-08T16:00:00Z', 'later'],
  ])('%s is %s', (at, day) => expect(dayOf(until(at), THURSDAY)).toBe(day));

  it('and goes on to the next as soon as it is midnight there', () => {
    const tomorrow = until('2026-03-06T01:00:00Z');
    expect(dayOf(tomorrow, Date.parse('2026-03-05T15:59:59Z'))).toBe('tomorrow');
    expect(dayOf(tomorrow, Date.parse('2026-03-05T16:00:00Z'))).toBe('today');
    expect(dayOf(tomorrow, Date.parse('2026-03-05T15:59:59Z'))).toBe('tomorrow'); // a clock that was put right
  });

  it('on a Sunday nothing is left of the week, and Monday is tomorrow', () => {
    const sunday = Date.parse('2026-03-08T02:00:00Z');
    expect(dayOf(until('2026-03-09T02:00:00Z'), sunday)).toBe('tomorrow');
    expect(dayOf(until('2026-03-10T02:00:00Z'), sunday)).toBe('later');
  });

  it('two places at the same moment may have two days', () => {
    const at = { window_from: '2026-03-05T20:00:00Z', window_to: '2026-03-05T21:00:00Z' };
    expect(dayOf({ ...at, time_zone: 'Asia/Shanghai' }, THURSDAY)).toBe('tomorrow');
    expect(dayOf({ ...at, time_zone: 'Europe/Berlin' }, THURSDAY)).toBe('today');
  });
});

describe('which end of a window counts', () => {
  it('the evening on which it begins, where it goes over midnight', () =>
    expect(dayOf(until('2026-03-05T18:00:00Z', '2026-03-05T14:00:00Z'), THURSDAY)).toBe('today'));
  it('the day on which it ends, where it has several', () =>
    expect(dayOf(until('2026-03-07T02:00:00Z', '2026-03-05T00:00:00Z'), THURSDAY)).toBe('week'));
  it('a date without an hour is that day in its place', () => {
    expect(dayOf({ promised_on: '2026-03-05', time_zone: ZONE }, THURSDAY)).toBe('today');
    expect(dayOf({ promised_on: '2026-03-06', time_zone: ZONE }, THURSDAY)).toBe('tomorrow');
  });
  it('what is under way is of today, whatever was promised', () =>
    expect(dayOf({ ...until('2026-03-07T02:00:00Z'), status: 'en_route' }, THURSDAY)).toBe('today'));
  it('but a piece on a bench is of the day on which it was promised', () =>
    expect(dayOf({ promised_on: '2026-03-07', time_zone: ZONE, status: 'repairing' }, THURSDAY)).toBe('week'));
  it('a promise that passed while the work waited is none', () =>
    expect(dayOf({ ...until('2026-03-05T01:00:00Z'), status: 'awaiting_parts', needs_new_time: true }, THURSDAY)).toBe(
      'undated',
    ));
  it('and where nothing is promised, it has no day', () => expect(dayOf({ time_zone: ZONE }, THURSDAY)).toBe('undated'));
});

it('a day whose midnight is left out begins at one', () => {
  const zone = 'America/Santiago'; // on 6 September 2026 the clocks go from midnight to one
  const before = Date.parse('2026-09-05T15:00:00Z');
  expect(dayOf({ window_to: '2026-09-06T03:59:00Z', time_zone: zone }, before)).toBe('today');
  expect(dayOf({ window_to: '2026-09-06T04:00:00Z', time_zone: zone }, before)).toBe('tomorrow');
});
