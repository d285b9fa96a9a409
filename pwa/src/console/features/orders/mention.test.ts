import { expect, test } from 'vitest';
import { begun, mentionedIn, named, withName } from './mention';

const people = [
  { id: 'a', name: 'Ana' },
  { id: 'b', name: 'Ana Torres' },
  { id: 'c', name: '王磊 Wang Lei' },
];

test('a name is looked for from the @ on, and no more once it stands there', () => {
  expect(begun('Please ring, @an')).toBe('an');
  expect(begun('@')).toBe('');
  expect(begun('mail to a@b')).toBe(null);
  expect(begun(withName('Please ring, @an', 'Ana Torres'))).toBe(null);
});

test('each part of a name finds whom it begins', () => {
  expect(named(people, 'tor').map(({ id }) => id)).toEqual(['b']);
  expect(named(people, '王').map(({ id }) => id)).toEqual(['c']);
});

test('of two names that begin alike only the one that stands there is told', () => {
  expect(mentionedIn('@Ana Torres please', people)).toEqual(['b']);
  expect(mentionedIn('@Ana please', people)).toEqual(['a']);
  expect(mentionedIn('Ana please', people)).toEqual([]);
});
