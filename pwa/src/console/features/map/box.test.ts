import { describe, expect, it } from 'vitest';
import { type Box, grown, holds, said, suffices } from './box';

const berlin: Box = { south: 52.4, west: 13.2, north: 52.6, east: 13.6 };
const moved = (box: Box, by: number): Box => ({ ...box, west: box.west + by, east: box.east + by });

describe('the box of a map', () => {
  it('is enough while the view stays within its margin, and is asked for anew beyond', () => {
    const box = grown(berlin);
    expect(suffices(box, berlin)).toBe(true);
    expect(suffices(box, moved(berlin, 0.099))).toBe(true);
    expect(suffices(box, moved(berlin, 0.101))).toBe(false);
  });

  it('is asked for anew where somebody looks much closer', () => {
    const box = grown(berlin);
    expect(suffices(box, { south: 52.45, west: 13.3, north: 52.55, east: 13.5 })).toBe(true);
    expect(suffices(box, { south: 52.48, west: 13.36, north: 52.52, east: 13.44 })).toBe(false);
  });

  it('ends at the poles, and is said once around the world', () => {
    expect(said(grown({ south: -80, west: -170, north: 85, east: 170 }))).toBe('-90,-180,90,180');
  });

  it('is said across the 180th meridian as the server reads it', () => {
    expect(said({ south: -20, west: 170, north: -10, east: 190 })).toBe('-20,170,-10,-170');
    expect(said({ south: -20, west: -190, north: -10, east: -170 })).toBe('-20,170,-10,-170');
  });

  it('holds who is in it, however often the map was turned', () => {
    for (const turns of [-360, 0, 360]) expect(holds(moved(berlin, turns), 52.5, 13.4)).toBe(true);
    expect(holds(berlin, 52.5, 13.61)).toBe(false);
    expect(holds({ south: -20, west: 170, north: -10, east: 190 }, -15, -175)).toBe(true);
  });
});
