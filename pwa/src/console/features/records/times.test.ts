import { describe, expect, it } from 'vitest';
import { nextDay, timeOf } from './times';

describe('a time of day', () => {
  it.each([
    ['24:00', '24:00:00'],
    ['２４：００', '24:00:00'],
    ['8', '08:00:00'],
    ['8:30', '08:30:00'],
    ['0830', '08:30:00'],
    ['22:00:30', '22:00:30'],
    ['noon', 'noon'],
  ])('that is typed as %s is sent as %s', (typed, sent) => {
    expect(timeOf(typed)).toBe(sent);
  });

  it.each([
    ['22:00:00', '06:00:00', true],
    ['22:00:00', '00:00:00', true],
    ['00:00:00', '24:00:00', false],
    ['08:00:00', '16:00:00', false],
    ['08:00:00', null, false],
  ])('from %s to %s ends the next day: %s', (starts, ends, said) => {
    expect(nextDay('ends', { starts, ends })).toBe(said);
    expect(nextDay('shift_end', { shift_start: starts, shift_end: ends })).toBe(said);
    expect(nextDay('starts', { starts, ends })).toBe(false);
  });
});
