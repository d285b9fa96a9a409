import { describe, expect, it } from 'vitest';
import type { Status } from '../shared/domain.gen';
import { inOrder, overlay, settled } from './commands';
import type { Command, Job, Outcome } from './model';

const job = {
  attendance_id: 'a',
  kind: 'repair',
  status: 'accepted',
  undo_to: null,
  ended_at: null,
  set_off_at: null,
  late_minutes: null,
} as unknown as Job;

function tap(action: Command['action'], expected: Status | null, more: Partial<Command> = {}): Command {
  const at = Date.parse('2026-03-02T10:00:00Z');
  const rest = { id: action, body: '', kind: 'act', lane: 'a:p', lane_seq: 1, attendance_id: 'a', data: {}, at };
  return { ...rest, action, expected, state: 'waiting', code: null, feed_seq: null, ...more };
}

describe('the order of taps', () => {
  it('is that of the lane, where the clock was set back between two of them', () => {
    const rows = [
      tap('set_off', 'accepted', { lane_seq: 3, at: 100 }),
      tap('accept', 'assigned', { lane_seq: 1, at: 900 }),
      tap('note', 'accepted', { lane: 'b:p', lane_seq: 1, at: 500 }),
      tap('confirm_appointment', 'accepted', { lane_seq: 2, at: 950 }),
    ];
    expect(inOrder(rows).map((row) => `${row.lane} ${row.lane_seq}`)).toEqual(['a:p 1', 'b:p 1', 'a:p 2', 'a:p 3']);
  });
});

describe('what the engineer sees of a visit', () => {
  it('is the server state with every unsent tap on top', () => {
    const view = overlay(job, [tap('set_off', 'accepted'), tap('arrive', 'en_route')], 0);
    expect([view.status, view.pending, view.set_off_at, view.undo_to]).toEqual([
      'arrived',
      2,
      '2026-03-02T10:00:00.000Z',
      'en_route',
    ]);
  });

  it('keeps a received tap on top until the day that was fetched has it', () => {
    const received = tap('set_off', 'accepted', { state: 'received', feed_seq: 7 });
    expect(overlay(job, [received], 6).status).toBe('en_route');
    expect(overlay(job, [received], 7).status).toBe('accepted');
    expect(overlay(job, [received], 6).pending).toBe(0);
  });

  it('leaves a refused tap out, and another visit alone', () => {
    expect(overlay(job, [tap('set_off', 'accepted', { state: 'attention' })], 0).status).toBe('accepted');
    expect(overlay(job, [tap('set_off', 'accepted', { attendance_id: 'b' })], 0).status).toBe('accepted');
  });

  it('goes back by an undo, once', () => {
    const view = overlay(job, [tap('set_off', 'accepted'), tap('undo', 'en_route')], 0);
    expect([view.status, view.undo_to]).toEqual(['accepted', null]);
  });

  it('does not move a visit that was handed to somebody else', () => {
    const handed = { ...job, ended_at: '2026-03-02T09:00:00Z' } as Job;
    const view = overlay(handed, [tap('set_off', 'accepted')], 0);
    expect([view.status, view.pending]).toEqual(['accepted', 1]);
  });

  it('shows the minutes of a running late', () => {
    const view = overlay({ ...job, status: 'en_route' } as Job, [tap('running_late', 'en_route', { data: { minutes: 30 } })], 0);
    expect([view.status, view.late_minutes]).toEqual(['en_route', 30]);
  });
});

describe('an answer of the server', () => {
  const answer = (result: Outcome['result']) => ({ id: 'x', result, code: null, feed_seq: 3 }) as unknown as Outcome;

  it.each(['applied', 'duplicate', 'accepted_conflict', 'held'] as const)('%s counts as received', (result) => {
    expect(settled(tap('set_off', 'accepted'), answer(result)).state).toBe('received');
  });

  it('rejected asks for attention and deletes nothing', () => {
    const after = settled(tap('set_off', 'accepted', { body: 'kept' }), answer('rejected'));
    expect([after.state, after.body]).toEqual(['attention', 'kept']);
  });
});

it('what was told of being late ends with "on time after all", and with what happens', () => {
  const told = { ...job, late_minutes: 30 } as Job;
  for (const [action, status] of [
    ['on_time', 'en_route'],
    ['set_off', 'appointment_confirmed'],
    ['arrive', 'en_route'],
  ] as const)
    expect(overlay({ ...told, status }, [tap(action, status)], 0).late_minutes).toBeNull();
});

it("a device that is worked on is the visit's, before the server says so", () => {
  const checked = (works_on: boolean) =>
    tap('device_check', null, { kind: 'device_check', data: { serial: 'SN-2', model: 'M', works_on } });
  expect(overlay({ ...job, serial: 'SN-1' } as Job, [checked(false)], 0).serial).toBe('SN-1');
  expect(overlay({ ...job, serial: 'SN-1' } as Job, [checked(true)], 0)).toMatchObject({ serial: 'SN-2', model: 'M' });
});
