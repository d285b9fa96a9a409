import { describe, expect, it } from 'vitest';
import { ROLES, STATUSES, TRANSITIONS } from './domain.gen';
import { hasWords, mainAction, nextStatus, possible, tone } from './status';

describe('the one table of statuses', () => {
  it('leads an engineer from assigned to signed', () => {
    const way = ['accept', 'set_off', 'arrive', 'start_diagnosis', 'start_repair', 'start_test', 'finish_work'] as const;
    let status = nextStatus('assigned', 'accept', null, 'repair');
    for (const action of way.slice(1)) status = status && nextStatus(status, action, null, 'repair');
    expect(status).toBe('awaiting_signature');
  });

  it('has no way for an action that its status does not know', () => {
    expect(nextStatus('closed', 'set_off', null, 'repair')).toBeNull();
  });

  it('undoes to where the order was, and nowhere without that', () => {
    expect(nextStatus('en_route', 'undo', 'accepted', 'repair')).toBe('accepted');
    expect(nextStatus('en_route', 'undo', null, 'repair')).toBeNull();
  });

  it('offers an engineer only what their role may do', () => {
    for (const row of possible('assigned', ['engineer'], 'repair')) expect(row.roles).toContain('engineer');
    expect(possible('closed', [], 'repair')).toEqual([]);
  });

  it('leads a device that was handed in to the signature without a way', () => {
    const way = ['accept', 'start_diagnosis', 'start_repair', 'start_test', 'finish_work'] as const;
    let status: ReturnType<typeof nextStatus> = 'assigned';
    for (const action of way) {
      expect(status && mainAction(status, 'carry_in')).toBe(action);
      status = status && nextStatus(status, action, null, 'carry_in');
    }
    expect(status).toBe('awaiting_signature');
  });

  it.each(['set_off', 'arrive', 'no_access', 'confirm_appointment', 'running_late', 'return_to_remote'])(
    'offers nobody %s where the device lies at the station',
    (action) => {
      for (const status of STATUSES) expect(possible(status, ROLES, 'carry_in').map((row) => row.action)).not.toContain(action);
    },
  );

  it('gives every status of the table a tone', () => {
    for (const row of TRANSITIONS) expect(['', 'go', 'good', 'warn', 'bad']).toContain(tone(row.from));
  });
});

describe('an answer', () => {
  it.each([undefined, '', '   ', '\u3000\u3000', '\u00a0', '\u200b\u2060', '\n\t'])('is none: %j', (text) => {
    expect(hasWords(text)).toBe(false);
  });
  it.each(['x', ' 客户 ', '🙂', 10])('is one: %j', (text) => {
    expect(hasWords(text)).toBe(true);
  });
});
