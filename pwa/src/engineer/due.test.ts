// What runs against a visit: by the server's times, and by what was tapped since.
import { expect, it } from 'vitest';
import { job } from '../test-kit/phone';
import { dueOf } from './due';
import type { View } from './model';

const at = (minutes: number) => new Date(minutes * 60_000).toISOString();
const clocks = [
  { what: 'resolved', warn_at: at(90), due_at: at(100) },
  { what: 'arrival', warn_at: at(20), due_at: at(30) },
  { what: 'en_route', warn_at: null, due_at: at(40) },
  { what: 'assigned', warn_at: null, due_at: at(5) },
];
const view = (more: Partial<View>) =>
  ({ ...job('a', { status: 'en_route', arrived_at: null, clocks }), pending: 0, ...more }) as View;
const said = (more: Partial<View>, minutes: number) => dueOf(view(more), minutes * 60_000).map(({ what, tone }) => [what, tone]);

it('is told the most urgent first, each by how near its end is', () => {
  expect(said({}, 10)).toEqual([
    ['arrival', 'good'],
    ['en_route', 'good'],
    ['resolved', 'good'],
  ]);
  expect(said({}, 25)[0]).toEqual(['arrival', 'warn']);
  expect(said({}, 35)[0]).toEqual(['arrival', 'bad']);
});

it('stops with the tap, before the server has heard of it', () => {
  expect(said({ status: 'arrived', arrived_at: at(26) }, 27)).toEqual([['resolved', 'good']]);
  expect(said({ ended_at: at(1) }, 2)).toEqual([]);
});

it('stands still where nothing is due, and says nothing where an older server says nothing', () => {
  expect(said({ clocks: [{ what: 'resolved', warn_at: null, due_at: null }] }, 5)).toEqual([['resolved', 'still']]);
  expect(dueOf({ ...view({}), clocks: undefined as never }, 5)).toEqual([]);
});
