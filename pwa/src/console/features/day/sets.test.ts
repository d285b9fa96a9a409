import { expect, test } from 'vitest';
import { setClock } from '../../../shared/time';
import type { Line } from '../orders/line';
import { hourOf, setOf } from './sets';

const NOW = '2026-03-02T10:00:00Z';
const promised = (to: string, more: Partial<Line> = {}): Line =>
  ({
    status: 'assigned',
    engineer_id: 'bob',
    window_from: NOW,
    window_to: to,
    time_zone: 'UTC',
    arrived_at: null,
    late_since: null,
    risk: 0,
    ...more,
  }) as Line;

test('each visit of today that is to come stands in one set, the late ones of every day among the late', () => {
  setClock(NOW, 1);
  const nobody: Partial<Line> = { status: 'received', engineer_id: null };
  expect(setOf(promised('2026-03-02T14:30:00Z'))).toBe('on_time');
  expect(setOf(promised('2026-03-02T14:30:00Z', { risk: 60 }))).toBe('risky');
  expect(setOf(promised('2026-03-02T14:30:00Z', { late_since: NOW }))).toBe('late');
  expect(setOf(promised('2026-03-02T14:30:00Z', nobody))).toBe('unassigned');
  expect(setOf(promised('2026-03-02T09:30:00Z', nobody))).toBe('late');
  expect(setOf(promised('2026-03-02T14:30:00Z', { arrived_at: NOW }))).toBe(null);
  expect(setOf(promised('2026-03-04T14:30:00Z', { window_from: '2026-03-04T14:00:00Z' }))).toBe(null);
});

test('an hour is that of the clock on the wall, also where it is half an hour off', () => {
  expect(hourOf('2026-03-02T09:15:00Z', 'Asia/Kolkata')).toBe('2026-03-02T14');
});
