import { afterEach, describe, expect, it, vi } from 'vitest';
import { language } from './i18n';
import { clockTime, fromField, length, moment, otherDay, otherZones, period, toField } from './time';

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

describe('a time of another day says its day', () => {
  const now = Date.parse('2026-11-27T09:00:00Z');
  it.each([
    ['2026-11-27T10:00:00Z', 'UTC', '10:00'],
    ['2026-11-28T10:00:00Z', 'UTC', 'Sat, Nov 28 10:00'],
    ['2026-11-27T18:30:00Z', 'Asia/Shanghai', 'Sat, Nov 28 02:30'],
    ['2026-11-26T10:00:00Z', 'UTC', 'Thu, Nov 26 10:00'],
    ['2027-06-03T10:00:00Z', 'UTC', 'Thu, Jun 3, 2027 10:00'],
  ])('%s in %s', (at, zone, said) => {
    language.value = 'en';
    expect(moment(at, zone, now)).toBe(said);
  });

  it('and a period says it once, or twice where it goes over midnight', () => {
    language.value = 'en';
    expect(period('2026-11-27T10:00:00Z', '2026-11-27T12:00:00Z', 'UTC', now)).toBe('10:00–12:00');
    expect(period('2026-11-28T10:00:00Z', '2026-11-28T12:00:00Z', 'UTC', now)).toBe('Sat, Nov 28 10:00–12:00');
    expect(period('2026-11-27T22:00:00Z', '2026-11-28T06:00:00Z', 'UTC', now)).toBe('22:00–Sat, Nov 28 06:00');
    expect(otherDay('2026-11-27T22:00:00Z', 'UTC', now)).toBe('');
  });
});

describe('how a time is written', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });

  it('is made out once for a zone, however many rows say a time of it', () => {
    let made = 0;
    const counted = class extends Intl.DateTimeFormat {
      constructor(...given: ConstructorParameters<typeof Intl.DateTimeFormat>) {
        super(...given);
        made++;
      }
    };
    vi.stubGlobal('Intl', { DateTimeFormat: counted });
    for (let row = 0; row < 40; row++) clockTime(row, 'Pacific/Chatham');
    expect(made).toBe(1);
  });

  it('follows the phone into another zone', () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    expect(clockTime('2026-11-27T10:00:00Z')).toBe('19:00');
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(clockTime('2026-11-27T10:00:00Z')).toBe('11:00');
  });
});
