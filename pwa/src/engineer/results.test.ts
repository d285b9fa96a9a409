import { afterEach, describe, expect, it } from 'vitest';
import en from '../shared/locales/en.json';
import { begunFrom, type Read } from './correcting';
import { nothing } from './draft-edits';
import type { Draft, Packed } from './model';
import { missing } from './report';
import { resultOf, rowsOf, valuesOf } from './results';
import { packed } from './state';

const codes = [
  { kind: 'reason', code: 'part', names: { en: 'A part is missing', 'zh-CN': '缺少备件' } },
  { kind: 'fault_class', code: 'hardware', names: { en: 'Hardware', 'zh-CN': '硬件' } },
];
const written = { fault_found: 'Fan stands', work_done: 'Cleaned' };
const draft = (values: Record<string, string>): Draft => ({ ...nothing('a1'), values: { ...written, ...values } });
const pack = () => {
  packed.value = new Map([['a2', { attendance_id: 'a2', sha256: '', piece: { codes } } as unknown as Packed]]);
};
afterEach(() => {
  packed.value = new Map();
});

describe('what has to be said of the result', () => {
  it('is why of what is not solved and until when of a workaround, and of nothing else', () => {
    pack();
    expect(missing(draft({ result: 'solved' }))).toEqual([]);
    expect(missing(draft({ result: 'unsolved' }))).toEqual(['reason']);
    expect(missing(draft({ result: 'unsolved', reason: 'part' }))).toEqual([]);
    expect(missing(draft({ result: 'workaround', reason: 'part' }))).toEqual(['until']);
  });
  it('is no reason where this phone has no catalogue yet: nobody is kept from signing', () => {
    expect(missing(draft({ result: 'unsolved' }))).toEqual([]);
  });
});

describe('what is sealed of it', () => {
  it('are the codes of this result alone, also where another one was tapped before', () => {
    const tapped = { reason: 'part', until: '2026-03-05', fault_class: 'hardware', human: 'no' };
    expect(resultOf(draft({ result: 'solved', ...tapped }))).toEqual({ result: 'solved', fault_class: 'hardware', human: false });
    expect(resultOf(draft({ result: 'workaround', ...tapped }))).toMatchObject({ result: 'workaround', until: '2026-03-05' });
    expect(resultOf(draft({}))).toBeUndefined();
  });
  it('stands in words of the report’s language beside it, and its codes where the catalogue has no word', () => {
    pack();
    const rows = rowsOf(
      draft({ result: 'unsolved', reason: 'part', cause_class: 'own' }),
      'zh-CN',
      (key) => en[key],
      (day) => day,
    );
    expect(rows.filter(([, text]) => text)).toEqual([
      ['result', 'Not solved'],
      ['reason', '缺少备件'],
      ['cause_class', 'own'],
    ]);
  });
  it('is what a correction begins with', () => {
    const result = { result: 'unsolved', reason: 'part', human: true } as const;
    const document = { report_id: 'r1', sections: [], parts: [], photos: [], result } as unknown as Read['document'];
    expect(begunFrom({ document, signatures: [] }, en).values).toEqual(valuesOf(result));
  });
});
