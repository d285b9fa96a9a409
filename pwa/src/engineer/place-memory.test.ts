import { describe, expect, it } from 'vitest';
import type { Command, Piece } from './model';
import { memoryOf } from './place-memory';

const at = '2026-03-02T08:00:00Z';
const proposal = { id: 'p1', field: 'entry', value: 'Ring twice', by: 'Charlie', at };
const piece = {
  site_id: 's1',
  memory: [{ field: 'entry', value: 'Gate 3', by: 'Bob', at }],
  proposals: [proposal],
} as unknown as Piece;

function written(value: string, change: Partial<Command> = {}, settles: string[] = []): Command {
  const data = { field: 'entry', base: 'Gate 3', value, settles, site_id: 's1' };
  return { kind: 'site_note', state: 'waiting', code: null, feed_seq: null, at: 1, data, ...change } as unknown as Command;
}

const entry = (commands: Command[], seq = 10) => memoryOf(piece, commands, seq)[0];

describe('what is known of a place', () => {
  it('is what the pack brought', () => {
    expect(entry([])).toMatchObject({ value: 'Gate 3', by: 'Bob', proposals: [proposal] });
  });
  it('has at once what was written on this phone', () => {
    expect(entry([written('Gate 4')])).toMatchObject({ value: 'Gate 4', by: '' });
  });
  it('is the server’s again once the pack is as new as the answer', () => {
    const received = { state: 'received', feed_seq: 10 } as const;
    expect(entry([written('Gate 4', received)], 9)).toMatchObject({ value: 'Gate 4' });
    expect(entry([written('Gate 4', received)], 10)).toMatchObject({ value: 'Gate 3' });
  });
  it('keeps the server’s where ours became a proposal or was refused', () => {
    expect(entry([written('Gate 4', { state: 'received', feed_seq: 20, code: 'site_changed' })])).toMatchObject({
      value: 'Gate 3',
    });
    expect(entry([written('Gate 4', { state: 'attention' })])).toMatchObject({ value: 'Gate 3' });
  });
  it('no longer asks about what they decided', () => {
    expect(entry([written('Gate 3', {}, ['p1'])])).toMatchObject({ value: 'Gate 3', by: 'Bob', proposals: [] });
  });
  it('takes nothing from another place', () => {
    expect(memoryOf({ ...piece, site_id: 's2' }, [written('Gate 4')], 0)[0]).toMatchObject({ value: 'Gate 3' });
  });
});
