import { describe, expect, it } from 'vitest';
import { insteadOf, isGone, momentOf } from './day';
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

describe('what the call before the visit offers', () => {
  const promised = { window_from: '2026-03-02T10:00:00Z', window_to: '2026-03-02T12:00:00Z', status: 'accepted' as const };
  it('is the promise, while it can be kept', () => {
    expect(insteadOf(view({ ...promised, predicted_arrival: '2026-03-02T12:04:00Z' }))).toBeNull();
    expect(insteadOf(view({ ...promised, predicted_arrival: null }))).toBeNull();
  });
  it('is when they are expected, once they have said that they run late', () => {
    const told = { late_minutes: 40, late_cause: 'traffic', predicted_arrival: '2026-03-02T11:00:00Z' };
    expect(insteadOf(view({ ...promised, ...told }))).toEqual({
      agreed_from: '2026-03-02T12:30:00.000Z',
      agreed_to: '2026-03-02T13:00:00.000Z',
      why: 'traffic',
    });
  });
  it('is what the forecast says, where that is later', () => {
    const other = insteadOf(
      view({ ...promised, late_minutes: 10, late_cause: 'customer', predicted_arrival: '2026-03-02T13:20:00Z' }),
    );
    expect([other?.agreed_from, other?.why]).toEqual(['2026-03-02T13:15:00.000Z', 'other']);
  });
});
