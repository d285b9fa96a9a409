import { describe, expect, it } from 'vitest';
import { TRANSITIONS } from './domain.gen';
import { hasWords, nextStatus, possible, tone } from './status';

describe('the one table of statuses', () => {
  it('leads an engineer from assigned to signed', () => {
    const way = ['accept', 'set_off', 'arrive', 'start_diagnosis', 'start_repair', 'start_test', 'finish_work'] as const;
    let status = nextStatus('assigned', 'accept', null);
    for (const action of way.slice(1)) status = status && nextStatus(status, action, null);
    expect(status).toBe('awaiting_signature');
  });

  it('has no way for an action that its status does not know', () => {
    expect(nextStatus('closed', 'set_off', null)).toBeNull();
  });

  it('undoes to where the order was, and nowhere without that', () => {
    expect(nextStatus('en_route', 'undo', 'accepted')).toBe('accepted');
    expect(nextStatus('en_route', 'undo', null)).toBeNull();
  });

  it('offers an engineer only what his role may do', () => {
    for (const row of possible('assigned', ['engineer'])) expect(row.roles).toContain('engineer');
    expect(possible('closed', [])).toEqual([]);
  });

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
