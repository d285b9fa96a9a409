import { describe, expect, it } from 'vitest';
import { isGone, momentOf } from './day';
import type { View } from './model';

const [ARRIVED, FINISHED, ENDED] = ['2026-03-02T08:56:00Z', '2026-03-02T10:39:00Z', '2026-03-02T10:45:00Z'];
const view = (change: Partial<View>) =>
  ({ ended_at: null, finished_at: null, arrived_at: null, end_reason: null, ...change }) as View;

describe('what stands beside a visit', () => {
  it('is since when somebody is there, also while the signature is awaited', () => {
    expect(momentOf(view({ arrived_at: ARRIVED, finished_at: FINISHED }), false)).toBe(ARRIVED);
  });
  it('is when it ended, once it is over', () => {
    expect(momentOf(view({ arrived_at: ARRIVED, finished_at: FINISHED }), true)).toBe(FINISHED);
    expect(momentOf(view({ arrived_at: ARRIVED, finished_at: FINISHED, ended_at: ENDED }), true)).toBe(ENDED);
  });
  it('is nothing yet, where nobody is there', () => {
    expect(momentOf(view({}), false)).toBeNull();
  });
});

it.each([
  ['hand_over', true],
  ['unassign', true],
  ['sign', false],
  ['decline', false],
])('a visit that ended by %s is gone: %s', (end_reason, gone) => {
  expect(isGone(view({ ended_at: ENDED, end_reason }))).toBe(gone);
});
