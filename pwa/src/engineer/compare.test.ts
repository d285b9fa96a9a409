import { describe, expect, it } from 'vitest';
import { compare } from './compare';
import type { Piece } from './model';

const VIEW = { serial: 'SN-9', model: 'Pump' };
const PIECE = {
  devices: [{ serial: 'SN-10', model: 'Fan' }],
  elsewhere: [{ serial: 'SN-11', model: 'Press', site: 'Hall 7' }],
} as unknown as Piece;

describe('the device that was scanned', () => {
  it.each([
    ['sn-9', 'same', 'SN-9'],
    ['SN-10', 'here', 'SN-10'],
    ['ＳＮ-11', 'elsewhere', 'SN-11'],
    [' SN-12 ', 'unknown', 'SN-12'],
  ])('%s is %s', (serial, verdict, kept) => {
    const found = compare(VIEW, PIECE, serial);
    expect([found.verdict, found.serial]).toEqual([verdict, kept]);
  });
  it('says where the books have it', () => {
    expect(compare(VIEW, PIECE, 'SN-11').site).toBe('Hall 7');
  });
  it('a piece that an older release packed knows only its place', () => {
    const { elsewhere, ...older } = PIECE;
    expect(compare(VIEW, older as Piece, 'SN-11').verdict).toBe('unknown');
  });
});
