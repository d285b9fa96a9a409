import { describe, expect, it } from 'vitest';
import en from '../shared/locales/en.json';
import zh from '../shared/locales/zh-CN.json';
import { begunFrom, type Read } from './correcting';
import {
  changed,
  correction,
  isEmpty,
  nothing,
  reportBegun,
  sealed,
  signedBy,
  value,
  withoutReport,
  withoutSaid,
} from './draft-edits';
import type { Command, Draft } from './model';
import { complete, missing } from './report';

const fields = [
  { key: 'fault_reported', label: 'Fault', value: 'Noise' },
  { key: 'fault_found', label: 'Found', value: 'Fan stands still' },
  { key: 'work_done', label: 'Done', value: 'Fan replaced' },
  { key: 'advice', label: 'Advice', value: '' },
];
const signed = (result: string): Read => ({
  document: {
    report_id: 'r1',
    sections: [{ title: 'Work', fields: [...fields, { key: 'result', label: 'Result', value: result }] }],
    parts: [{ direction: 'in', name: 'Fan', number: 'F1', serial: 'S1' }],
    photos: [{ sha256: 'aa', caption: '' }],
  } as unknown as Read['document'],
  signatures: [{ party: 'customer', at: '2026-03-02T10:00:00.000Z' }] as Read['signatures'],
});
const begun = begunFrom(signed(en['report.result_solved']), en, () => 'p1');

describe('a correction', () => {
  it('begins with all that was sealed, in whichever language its result was said', () => {
    expect(begun).toEqual({
      values: { fault_found: 'Fan stands still', work_done: 'Fan replaced', result: 'solved' },
      parts: [{ direction: 'in', name: 'Fan', number: 'F1', serial: 'S1', id: 'p1' }],
      photos: ['aa'],
      corrects: {
        report_id: 'r1',
        signed_at: '2026-03-02T10:00:00.000Z',
        parts: [{ direction: 'in', name: 'Fan', number: 'F1', serial: 'S1' }],
      },
    });
    expect(begunFrom(signed(zh['report.result_unsolved']), zh).values.result).toBe('unsolved');
    expect(begunFrom(signed('a word of another release'), en).values.result).toBeUndefined();
  });

  it('needs its reason before anybody signs', () => {
    const draft = changed(nothing('a'), [correction(begun)]);
    expect(missing(draft)).toEqual(['correction']);
    expect(complete(changed(draft, [value('correction', 'Wrong fan')]))).toBe(true);
  });

  it('begun twice is begun once, and takes no words that are typed', () => {
    const draft = changed(nothing('a'), [correction(begun), value('work_done', 'Fan 2 replaced')]);
    expect(changed(draft, [correction(begun)])).toEqual(draft);
    const typed = changed(nothing('a'), [value('work_done', 'Fan 3 replaced'), correction(begun)]);
    expect(typed.values).toEqual({ ...begun.values, work_done: 'Fan 3 replaced' });
  });

  it('is there until it is sealed or not wanted, whatever is deleted in it', () => {
    const emptied = changed(nothing('a'), [correction({ ...begun, values: {}, parts: [], photos: [] })]);
    expect([isEmpty(emptied), reportBegun(emptied)]).toEqual([false, true]);
    expect(isEmpty(changed(emptied, [withoutReport]))).toBe(true);
    const signing = { text: '{}', customer: {} as NonNullable<Draft['signing']>['customer'] };
    expect(isEmpty(changed(emptied, [signedBy(signing, emptied), sealed('{}')]))).toBe(true);
  });

  it('outlives the seal of the report before it, not its own', () => {
    const draft = { ...changed(nothing('a'), [correction(begun)]), saved_at: 5 };
    const seal = (at: number) => ({ kind: 'seal_report', action: 'sign', attendance_id: 'a', at }) as Command;
    expect(withoutSaid(draft, [seal(4)])).toEqual(draft);
    expect(isEmpty(withoutSaid(draft, [seal(6)]))).toBe(true);
  });
});
