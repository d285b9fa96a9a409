import { expect, test } from 'vitest';
import { excess } from './bounds';
import type { Document } from './model';

const empty: Document = {
  outrider_report: 1,
  renderer: 1,
  report_id: '1',
  order_id: '1',
  order_number: 'N',
  language: 'en',
  time_zone: 'UTC',
  title: 'Service report',
  sections: [],
  parts_title: 'Parts',
  parts: [],
  photos_title: 'Photos',
  photos: [],
};
const field = (value: string) => ({ ...empty, sections: [{ title: 'Work', fields: [{ key: 'k', label: 'Done', value }] }] });
const photos = (count: number) => ({ ...empty, photos: Array(count).fill({ sha256: 'a', caption: '' }) });
const part = (name: string) => ({ id: '1', direction: 'in' as const, name, number: '', serial: '' });

test('what a paper takes has no excess', () => {
  expect(excess(field('好'.repeat(10_000)))).toEqual([]);
  expect(excess(field('𠮷'.repeat(10_000)))).toEqual([]);
  expect(excess(photos(40))).toEqual([]);
});

test('what is too long or too many is named with its bound', () => {
  expect(excess(field('x'.repeat(10_001)))).toEqual([{ what: 'Done', most: 10_000, now: 10_001 }]);
  expect(excess(photos(41))).toEqual([{ what: 'Photos', most: 40, now: 41 }]);
  expect(excess({ ...empty, parts: [part('n'.repeat(201))] })).toEqual([{ what: 'Parts', most: 200, now: 201 }]);
  expect(excess({ ...empty, parts: Array(201).fill(part('n')) })).toEqual([{ what: 'Parts', most: 200, now: 201 }]);
});

test('all texts together have a bound of their own', () => {
  const many = {
    ...empty,
    sections: [{ title: 'W', fields: Array(11).fill({ key: 'k', label: 'L', value: 'x'.repeat(9_900) }) }],
  };
  expect(excess(many).map(({ what, most }) => [what, most])).toEqual([['Service report', 100_000]]);
});
