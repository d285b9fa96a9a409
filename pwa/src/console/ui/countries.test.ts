import { expect, it } from 'vitest';
import { countriesIn } from './countries';

const CODES = ['AL', 'CN', 'DE', 'FR', 'GB', 'JP', 'SE', 'US', 'ZM'];

it.each([
  ['zh-CN', '阿尔巴尼亚 德国 法国 美国 日本 瑞典 英国 赞比亚 中国'],
  ['en', 'Albania China France Germany Japan Sweden United Kingdom United States Zambia'],
])('countries stand in the order of their names in %s', (language, names) => {
  expect(
    countriesIn(language, CODES)
      .map((row) => row.name)
      .join(' '),
  ).toBe(names);
});
