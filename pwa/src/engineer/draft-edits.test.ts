import { describe, expect, it } from 'vitest';
import {
  begunIn,
  caption,
  changed,
  content,
  isEmpty,
  nothing,
  part,
  photo,
  sealed,
  signedBy,
  typedOver,
  value,
  withoutPart,
  withoutPhoto,
  withoutReport,
  withoutSaid,
  words,
} from './draft-edits';
import type { Command, Draft } from './model';

const line = (name: string, id?: string) => ({ direction: 'in' as const, name, number: '', serial: '', ...(id ? { id } : {}) });
const names = (draft: Draft) => draft.parts.map((row) => row.name);

describe('changes of a draft', () => {
  it('made on top of what another tab wrote keep both', () => {
    const there = changed(nothing('a'), [value('work_done', 'New belt')]);
    expect(changed(there, [value('fault_found', 'Belt torn')]).values).toEqual({
      work_done: 'New belt',
      fault_found: 'Belt torn',
    });
  });

  it('made twice are made once', () => {
    const made = [part('x', { name: 'Belt' }), photo('1'), value('advice', 'Oil'), words('sheet:note', { text: 'Hm' })];
    const once = changed(nothing('a'), made);
    expect(changed(once, made)).toEqual(once);
    const old = { ...nothing('a'), parts: [line('A'), line('B')] };
    expect(names(changed(old, [withoutPart('0'), withoutPart('0')]))).toEqual(['B']);
  });

  it('leave nothing of a sheet whose words were typed and taken away', () => {
    const typed = changed(nothing('a'), [words('sheet:note', { text: 'Hm' }), words('sheet:note', { text: undefined })]);
    expect(isEmpty(typed)).toBe(true);
  });

  it('know the lines of older releases by where they stood', () => {
    const old = { ...nothing('a'), parts: [line('A'), line('B'), line('C')] };
    const after = changed(old, [part('1', { serial: 'S' }), withoutPart('0'), part('2', { name: 'C2' })]);
    expect(names(after)).toEqual(['B', 'C2']);
  });

  it('leave nothing where everything was deleted again', () => {
    expect(isEmpty(changed(nothing('a'), [value('advice', 'Oil'), value('advice', '')]))).toBe(true);
    expect(typedOver([], new Map([['a', [value('advice', '')]]]))).toEqual([]);
  });

  it('take a signature back, and refuse one that was given for other words', () => {
    const read = changed(nothing('a'), [value('work_done', 'New belt')]);
    const signing = { text: 'New belt', customer: {} as NonNullable<Draft['signing']>['customer'] };
    const signed = changed(read, [signedBy(signing, read)]);
    expect(changed(signed, [photo('1')]).signing).toBeUndefined();
    expect(() => changed(read, [value('work_done', 'Old belt'), signedBy(signing, read)])).toThrow();
    expect(() => changed(signed, [value('advice', 'Oil'), sealed('New belt')])).toThrow();
    expect(isEmpty(changed(signed, [sealed('New belt')]))).toBe(true);
  });

  it('are not put back where a tap has said them since', () => {
    const draft = { ...changed(nothing('a'), [value('advice', 'Oil'), words('sheet:note', { text: 'Hm' })]), saved_at: 5 };
    const said = (action: string, kind: string, at: number) => ({ attendance_id: 'a', action, kind, at }) as unknown as Command;
    expect(withoutSaid(draft, [said('note', 'act', 4)])).toEqual(draft);
    expect(withoutSaid(draft, [said('note', 'act', 6)]).words).toEqual({});
    expect(isEmpty(withoutSaid(draft, [said('note', 'act', 6), said('sign', 'seal_report', 7)]))).toBe(true);
  });
});

describe('what is begun and not said', () => {
  it.each([
    ['a report by a word of it', value('fault_found', 'Fan stands still'), 'report'],
    ['a report by a photo', photo('a1'), 'report'],
    ['a report by a part', part('p', { name: 'Fan' }), 'report'],
    ['words of a sheet', words('sheet:note', { text: 'Ask for' }), 'words'],
  ])('%s', (_, change, begun) => {
    expect(begunIn(changed(nothing('a'), [change]))).toBe(begun);
  });
  it('is nothing where all was taken back', () => {
    expect(begunIn(changed(nothing('a'), [value('fault_found', 'x'), value('fault_found', '')]))).toBeNull();
  });
});

it('a photo that was taken out can be put back with its caption, until the report is sealed', () => {
  const drawn = changed(nothing('a'), [photo('p'), caption('p', { text: 'Fan', when: 'before' }), withoutPhoto('p')]);
  expect([drawn.photos, drawn.removed, isEmpty(drawn)]).toEqual([[], ['p'], false]);
  const back = changed(drawn, [photo('p'), caption('p', { when: 'after' })]);
  expect([back.photos, back.removed, back.captions]).toEqual([['p'], [], { p: { text: 'Fan', when: 'after' } }]);
  expect(content(back)).not.toBe(content(changed(back, [caption('p', { text: 'Belt' })])));
  expect(isEmpty(withoutReport(drawn))).toBe(true);
});
