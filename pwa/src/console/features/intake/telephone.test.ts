import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../../shared/api';
import { isNumber, knownBy } from './telephone';

describe('what is typed is asked as a telephone number', () => {
  it.each(['5550 1234', '+86 (10) 5550-1234', '０３０ １２３４５', '010-66668888转8012', '030/123456 ext. 5'])('%s', (text) => {
    expect(isNumber(text)).toBe(true);
  });
  it.each(['1234', 'SN-1234567', 'Coast Works', '', '滨海 12345678'])('but not %s', (text) => {
    expect(isNumber(text)).toBe(false);
  });
});

it('a customer is doubtful where no contact certainly has the number', () => {
  const row = (id: string, perhaps: boolean) => ({ customer: { id } as Schemas['CustomerLine'], perhaps });
  expect(knownBy([row('a', true), row('b', false), row('b', true)])).toEqual({ sure: new Set(['b']), perhaps: new Set(['a']) });
  expect(knownBy([])).toEqual({ sure: new Set(), perhaps: new Set() });
});
