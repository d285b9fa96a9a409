import { describe, expect, it } from 'vitest';
import { choose, fill, languages, wordsOf } from './i18n';

describe('the language of a person', () => {
  it.each([
    [['zh-CN'], 'zh-CN'],
    [['zh'], 'zh-CN'],
    [['en-GB'], 'en'],
    [['fr', 'zh-TW'], 'zh-CN'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('%j is answered in %s', (wanted, code) => {
    expect(choose(wanted)).toBe(code);
  });

  it('counts one and many', () => {
    const text = '{n} {n|row|rows} of {all} {all|page|pages}';
    expect(fill(text, { n: 1, all: 0 })).toBe('1 row of 0 pages');
    expect(fill(text, { n: 2, all: 1 })).toBe('2 rows of 1 page');
  });
  it('fills in what is known and leaves the rest to be seen', () => {
    expect(fill('{n} of {m}', { n: 1 })).toBe('1 of {m}');
  });

  it('has the same words with the same blanks in every language', async () => {
    const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
    const english = Object.entries(await wordsOf('en'));
    for (const code of languages) {
      const words = (await wordsOf(code)) as Record<string, string>;
      expect(Object.keys(words).sort()).toEqual(english.map(([key]) => key).sort());
      for (const [key, text] of english) expect([key, ...blanks(words[key] ?? '')]).toEqual([key, ...blanks(text)]);
    }
  });
});
