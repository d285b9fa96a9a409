import { expect, test } from 'vitest';
import { code, strange } from './letters';

test('letters of names from everywhere can be printed', () => {
  const names = 'Łukasz Żółkiewski Νίκος Щербаков 김민수 𠮷田 玥𬱖 محمد שלום नमस्ते สมชาย ☑☐✗⚡ 🙂👍🏽❤️👨‍👩‍👧 Ibáñez 神﨏';
  expect(strange(names.normalize('NFC'))).toEqual([]);
  expect(strange(names.normalize('NFD').replace('神', '神'))).toEqual([]);
});

test('a letter that no font has is named once, with its code', () => {
  expect(strange('𪚥 and 𪚥 and \ue000')).toEqual(['𪚥', '\ue000']);
  expect(code('𪚥')).toBe('U+2A6A5');
  expect(code('\ue000')).toBe('U+E000');
});

test('blanks and invisible signs need no font', () => {
  expect(strange('a\u00a0b\u3000c\td\ne\u200b\u200d\ufe0f')).toEqual([]);
});
