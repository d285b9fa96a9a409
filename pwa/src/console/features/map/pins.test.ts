import { describe, expect, it } from 'vitest';
import { fanned, type Pin, same, within } from './pins';

const pin: Pin = { id: 'a', engineer: false, lat: 1, lon: 2, kind: 'site', name: 'Hall', stale: false };

describe('the pins of the map', () => {
  it('are drawn anew where one of them is another one, and not else', () => {
    expect(same([pin], [{ ...pin }])).toBe(true);
    for (const change of [{ lat: 1.1 }, { kind: 'late' as const }, { stale: true }, { name: 'Annex' }])
      expect(same([pin], [{ ...pin, ...change }])).toBe(false);
    expect(same([pin], [])).toBe(false);
  });

  it('stand around one place so that none covers another', () => {
    for (const count of [2, 10, 19, 60]) {
      const places = fanned(count);
      const apart = places.flatMap(([x, y], n) => places.slice(n + 1).map(([a, b]) => Math.hypot(a - x, b - y)));
      expect(Math.min(...apart)).toBeGreaterThan(16);
    }
  });

  it('are within what was drawn around them, also where it turns inwards', () => {
    const drawn = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 5, y: 2 },
      { x: 0, y: 10 },
    ];
    expect(within({ x: 1, y: 5 }, drawn)).toBe(true);
    expect(within({ x: 5, y: 5 }, drawn)).toBe(false);
    expect(within({ x: 11, y: 1 }, drawn)).toBe(false);
  });
});
