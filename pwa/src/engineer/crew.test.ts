import { describe, expect, it } from 'vitest';
import { overlay } from './commands';
import type { Command, Job } from './model';

const job = (over: Partial<Job> = {}): Job =>
  ({
    attendance_id: 'a',
    status: 'repairing',
    kind: 'repair',
    set_off_at: null,
    arrived_at: null,
    finished_at: null,
    ended_at: null,
    crew: { joins: true, lead: { name: 'Bob', phone: '1' }, others: [] },
    ...over,
  }) as unknown as Job;
const tapped = (action: string, n: number): Command =>
  ({
    attendance_id: 'a',
    kind: 'act',
    action,
    data: {},
    at: n,
    lane: 'a',
    lane_seq: n,
    state: 'waiting',
    feed_seq: null,
  }) as unknown as Command;

describe('a visit that they join', () => {
  it('stands where they are themselves, whatever the order does', () => {
    expect(overlay(job(), [], 0).status).toBe('accepted');
    expect(overlay(job(), [tapped('set_off', 1)], 0)).toMatchObject({
      status: 'en_route',
      set_off_at: new Date(1).toISOString(),
    });
    expect(overlay(job(), [tapped('set_off', 1), tapped('arrive', 2)], 0)).toMatchObject({ status: 'arrived', pending: 2 });
  });

  it('is theirs no more once they have left, and again when they set off again', () => {
    const left = [tapped('arrive', 1), tapped('finish_work', 2)];
    expect(overlay(job(), left, 0)).toMatchObject({ status: 'accepted', finished_at: new Date(2).toISOString() });
    expect(overlay(job(), [...left, tapped('set_off', 3)], 0)).toMatchObject({ status: 'en_route', finished_at: null });
  });

  it('is the order’s own for whoever leads', () => {
    expect(overlay(job({ crew: { joins: false, lead: null, others: [] } }), [], 0).status).toBe('repairing');
  });
});
