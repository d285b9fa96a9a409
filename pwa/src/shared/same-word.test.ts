import { expect, it } from 'vitest';
import { sameWord } from './same-word';

it.each(['ser-035e5', 'SER-035E5 ', 'SER–035e5', '\u200bSER-035e5', 'SER - 035e5', 'ＳＥＲ－０３５ｅ５', 'SER−035e5\ufeff'])(
  '%s is SER-035e5',
  (typed) => {
    expect(sameWord(typed, 'SER-035e5')).toBe(true);
  },
);

it('another number is another device', () => {
  expect(sameWord('SER-035e5', 'SER-035e6')).toBe(false);
});
