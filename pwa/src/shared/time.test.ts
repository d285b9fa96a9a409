import { describe, expect, it } from 'vitest';
import { fromField, length, otherZones, toField } from './time';

describe('a promise is entered in the time of its site', () => {
  it.each([
    ['2026-03-02T02:00:00.000Z', 'Asia/Shanghai', '2026-03-02T10:00'],
    ['2026-07-01T08:30:00.000Z', 'Europe/Berlin', '2026-07-01T10:30'],
    ['2026-12-31T23:30:00.000Z', 'Asia/Kathmandu', '2027-01-01T05:15'],
  ])('%s in %s is %s, there and back', (moment, zone, field) => {
    expect(toField(Date.parse(moment), zone)).toBe(field);
    expect(fromField(field, zone)).toBe(moment);
  });

  it('comes back whole on both days when the clocks change', () => {
    for (const day of ['2026-03-29', '2026-10-25'])
      for (const hour of ['00', '01', '03', '04', '12', '23'])
        expect(toField(Date.parse(fromField(`${day}T${hour}:30`, 'Europe/Berlin')), 'Europe/Berlin')).toBe(`${day}T${hour}:30`);
  });
});

describe('how long something takes is said as people say it', () => {
  it.each([
    [0, 'minutes', { n: 1 }],
    [-0.2, 'minutes', { n: 1 }],
    [89, 'minutes', { n: 89 }],
    [90, 'hours', { h: 1, m: 30 }],
    [120, 'full_hours', { h: 2 }],
    [1439, 'hours', { h: 23, m: 59 }],
    [1440, 'day', {}],
    [1469, 'day', {}],
    [1740, 'day_hours', { n: 1, h: 5 }],
    [2879, 'days', { n: 2 }],
    [3_630_349, 'days', { n: 2521 }],
  ] as const)('%d minutes', (minutes, key, params) => {
    expect(length(minutes)).toEqual([key, params]);
  });
});

describe('clocks that stand otherwise than the phone', () => {
  const [SUMMER, WINTER] = [Date.parse('2026-07-01T12:00:00Z'), Date.parse('2026-01-15T12:00:00Z')];
  const HOUR = 3_600_000;
  it('are named once, by how far they are from UTC then', () => {
    expect(otherZones(['Etc/GMT+10', 'Etc/GMT+10', 'Europe/Berlin'], SUMMER, 2 * HOUR)).toEqual(['GMT-10']);
    expect(otherZones(['Europe/Berlin'], WINTER, 2 * HOUR)).toEqual(['GMT+1']);
    expect(otherZones(['Asia/Kathmandu'], WINTER, 0)).toEqual(['GMT+5:45']);
  });
  it('are none where another zone has the same time', () => {
    expect(otherZones(['Europe/Paris', 'Europe/Berlin'], SUMMER, 2 * HOUR)).toEqual([]);
    expect(otherZones([], SUMMER, 0)).toEqual([]);
  });
});
