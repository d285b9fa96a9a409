import { expect, test } from 'vitest';
import { fits } from './words';

test('every word that was typed is found, with or without accents, in any order', () => {
  expect(fits('Cancel order', 'ord can')).toBe(true);
  expect(fits('Núñez', 'nunez')).toBe(true);
  expect(fits('派工程师', '工程')).toBe(true);
  expect(fits('Cancel order', 'cancel visit')).toBe(false);
});
