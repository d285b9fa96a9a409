import { describe, expect, it } from 'vitest';
import { fromField, toField } from './time';

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
