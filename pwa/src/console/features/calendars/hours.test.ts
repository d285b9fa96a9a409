import { describe, expect, it } from 'vitest';
import { readHours, type Span, showHours } from './hours';

const DAYTIME: Span[] = [[540, 1020]];
const BROKEN: Span[] = [
  [480, 720],
  [780, 1020],
];

describe('opening hours are read as people type them', () => {
  it.each([
    '9-17',
    '09.00-17.00',
    '9:00 to 17:00',
    '９：００－１７：００',
    '09：00～17：00',
    '9:00~17:00',
    '9:00—17:00',
    '9:00 – 17:00',
    '9h00-17h00',
    '9h-17h',
    '0900-1700',
    '900-1700',
    '9 am - 5 pm',
    '9:00AM-5:00PM',
    '9 a.m. – 5 p.m.',
    '9-5pm',
    '9点-17点',
    '9时至17时',
    '上午9点到下午5点',
    '9:00至17:00',
    '9 bis 17 Uhr',
    '9 until 17',
    '\u200b9:00\u00a0-\u00a017:00 ',
  ])('%s', (text) => {
    expect(readHours(text)).toEqual({ spans: DAYTIME });
  });

  it.each([
    '8-12, 13-17',
    '08:00-12:00; 13-17',
    '8-12、13-17',
    '8-12 13-17',
    '13-17, 8-12',
    '8-12/13-17',
    '8-12 and 1-5 pm',
    '8-12，13-17',
  ])('%s has two pieces', (text) => {
    expect(readHours(text)).toEqual({ spans: BROKEN });
  });

  it.each([
    ['8:30 AM - 5:30 PM', [[510, 1050]]],
    ['8:30-5:30 pm', [[510, 1050]]],
    ['下午1点半-晚上8点', [[810, 1200]]],
    ['24/7', [[0, 1440]]],
    ['24h', [[0, 1440]]],
    ['全天', [[0, 1440]]],
    ['0-24', [[0, 1440]]],
    ['18:00-00:00', [[1080, 1440]]],
    ['12 am - 12 pm', [[0, 720]]],
    [
      '8-12,12-17',
      [
        [480, 720],
        [720, 1020],
      ],
    ],
    ['', []],
    [' \u200b', []],
  ])('%s', (text, spans) => {
    expect(readHours(text)).toEqual({ spans });
  });
});

describe('what is not read says so, and closes no day', () => {
  it.each([
    ['25:00-99:00', 'range', '25:00-99:00'],
    ['9:75-17:00', 'range', '9:75-17:00'],
    ['8-12, 13-24:30', 'range', '13-24:30'],
    ['17-9', 'order', '17-9'],
    ['9-5', 'order', '9-5'],
    ['22:00-06:00', 'order', '22:00-06:00'],
    ['9-9', 'order', '9-9'],
    ['8-12, 11-17', 'overlap', '8-12, 11-17'],
    ['closed', 'unread', 'closed'],
    ['休息', 'unread', '休息'],
    ['9', 'unread', '9'],
    ['9-', 'unread', '9-'],
    ['9-17,', 'unread', ','],
    ['9-17 or so', 'unread', 'or so'],
    ['14 pm - 15 pm', 'range', '14 pm - 15 pm'],
    ['-5', 'unread', '-5'],
    ['09000-17000', 'unread', '09000-17000'],
    ['8-12-17', 'unread', '-17'],
  ])('%s', (text, wrong, piece) => {
    expect(readHours(text)).toEqual({ wrong, piece });
  });
});

it('shows what it reads', () => {
  for (const spans of [DAYTIME, BROKEN, [[0, 1440]] as Span[], []]) expect(readHours(showHours(spans))).toEqual({ spans });
});
