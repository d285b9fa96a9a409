import { expect, it } from 'vitest';
import type { EngineerDay, Timed } from '../../data/timeline';
import { dropAt, shifted } from './place';
import { HEAD, heightOf, type Narrowed, ROW, rowAt, rowsOf } from './rows';

const ALL: Narrowed = { station: null, skill: null, risk: false, sort: 'name' };
const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, 0, hour * 60)).toISOString();
const NAMES: Record<string, string> = { n: 'North', s: 'South' };
const nameOf = (id: string) => NAMES[id] ?? '';

function visit(order_id: string, from: number, more: Partial<Timed> = {}): Timed {
  const times = { sets_off: at(from - 0.25), at: at(from), leaves: at(from + 1), earliest: at(from), latest: at(from) };
  const calm = { late_minutes: 0, late: false, risk: 0, begun: false, done: false };
  return { order_id, ...times, window_from: at(from), promise: at(from + 1), ...calm, ...more };
}

function person(name: string, station_id: string, visits: Timed[] = [], skills: string[] = []): EngineerDay {
  return { engineer_id: name, name, station_id, skills, position_time: null, shifts: [], away: [], visits };
}

const shown = (days: EngineerDay[], wanted: Partial<Narrowed> = {}) =>
  rowsOf(days, { ...ALL, ...wanted }, nameOf).map((row) => row.id);

it('groups by stations, each by name, and leaves the heading out where there is one', () => {
  const days = [person('Zoe', 'n'), person('Ana', 's'), person('Bea', 'n')];
  expect(shown(days)).toEqual(['n', 'Bea', 'Zoe', 's', 'Ana']);
  expect(shown(days, { station: 'n' })).toEqual(['Bea', 'Zoe']);
});

it('narrows by skill and by risk, and what is done is none', () => {
  const done = visit('1', 9, { done: true, late: true, late_minutes: 50 });
  const days = [
    person('Ana', 'n', [done], ['x']),
    person('Bea', 'n', [visit('2', 9, { risk: 40 })]),
    person('Cai', 'n', [visit('3', 9, { risk: 20 })], ['x']),
  ];
  expect(shown(days, { skill: 'x' })).toEqual(['Ana', 'Cai']);
  expect(shown(days, { risk: true })).toEqual(['Bea']);
});

it('puts first who is late by most, then who may be; or who has most time', () => {
  const days = [
    person('Ana', 'n', [visit('1', 9, { risk: 90 }), visit('2', 11)]),
    person('Bea', 'n', [visit('3', 9, { late: true, late_minutes: 8, risk: 60 })]),
    person('Cai', 'n'),
  ];
  expect(shown(days, { sort: 'risk' })).toEqual(['Bea', 'Ana', 'Cai']);
  expect(shown(days, { sort: 'free' })).toEqual(['Cai', 'Bea', 'Ana']);
});

it('finds the row at a height', () => {
  const rows = rowsOf([person('Zoe', 'n'), person('Ana', 's'), person('Bea', 'n')], ALL, nameOf);
  const found = (y: number) => rows[rowAt(rows, y)]?.id;
  expect([0, HEAD - 1, HEAD, HEAD + ROW, HEAD + 2 * ROW, 10_000].map(found)).toEqual(['n', 'n', 'Bea', 'Zoe', 's', 'Ana']);
  expect(heightOf(rows)).toBe(2 * HEAD + 3 * ROW);
  expect([rowAt([], 5), heightOf([])]).toEqual([0, 0]);
});

const DAY = person('Ana', 'n', [visit('0', 8, { begun: true }), visit('1', 10), visit('2', 13), visit('3', 16)]);
const time = (hour: number) => Date.parse(at(hour));

it('is put before the visit whose middle comes next, never before what has begun', () => {
  const before = (hour: number, held = '9') => dropAt(DAY, held, time(hour), false).before;
  expect([7, 10.2, 10.8, 14, 18].map((hour) => before(hour))).toEqual(['1', '1', '2', '3', null]);
  expect(before(10, '1')).toBe('2'); // where it stands already
});

it('swaps with the visit that lies under it', () => {
  expect([10.5, 12, 8.5].map((hour) => dropAt(DAY, '9', time(hour), true).swap)).toEqual(['1', null, null]);
});

it('goes place by place to either end', () => {
  const drop = { engineer_id: 'Ana', before: '2', swap: null };
  expect([-5, -1, 1, 2, 5].map((by) => shifted(DAY, '9', drop, by).before)).toEqual(['1', '1', '3', null, null]);
  expect(shifted(DAY, '9', { ...drop, before: null }, -1).before).toBe('3');
});
