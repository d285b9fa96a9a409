// Opening hours as people type them, in minutes of the day. What is not read is never guessed: it comes back with what is wrong.

export type Span = [number, number];
export type Wrong = 'unread' | 'range' | 'order' | 'overlap';
/** piece: what of the text is meant. */
export type Reading = { spans: Span[] } | { wrong: Wrong; piece: string };

const DAY = 1440;
const ALL_DAY = /^(24\s*\/\s*7|24\s*h(ours|rs)?|24\s*小时|全天|all day|round the clock)$/;
const BEFORE = '(上午|早上|凌晨|中午|下午|晚上|am|pm)?\\s*';
const TIME = `${BEFORE}(\\d{3,4}(?!\\d)|\\d{1,2})(?:\\s*(?:[:.h点时]|uhr)\\s*(\\d{2}(?!\\d)|半)?\\s*分?)?\\s*(?:uhr|h)?\\s*([ap]\\.?m\\b\\.?)?`;
const PIECE = new RegExp(`${TIME}\\s*(?:-|\\bto\\b|\\buntil\\b|\\btill\\b|\\bbis\\b|至|到)\\s*${TIME}`, 'y');
const BETWEEN = /(?:\s*(?:[,;、+&/|]|\band\b|\bund\b|和|及)\s*|\s+)/y;
const AFTERNOON = /^(p|下午|晚上|中午)/;

class Unfit extends Error {
  constructor(readonly wrong: Wrong) {
    super(wrong);
  }
}

/** Width, case and the kind of a dash do not count. Empty is closed, and nothing else is. */
export function readHours(typed: string): Reading {
  const text = typed
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[‐-―−〜~]/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (text === '') return { spans: [] };
  if (ALL_DAY.test(text)) return { spans: [[0, DAY]] };
  const spans: Span[] = [];
  for (let at = 0; at < text.length; ) {
    PIECE.lastIndex = at;
    const found = PIECE.exec(text);
    if (!found) return { wrong: 'unread', piece: text.slice(at) };
    try {
      spans.push(spanOf(found));
    } catch (fault) {
      if (!(fault instanceof Unfit)) throw fault;
      return { wrong: fault.wrong, piece: found[0].trim() };
    }
    at += found[0].trimEnd().length;
    BETWEEN.lastIndex = at;
    if (at < text.length) {
      if (!BETWEEN.test(text) || BETWEEN.lastIndex === text.length) return { wrong: 'unread', piece: text.slice(at) };
      at = BETWEEN.lastIndex;
    }
  }
  spans.sort((a, b) => a[0] - b[0]);
  if (spans.some((span, index) => span[0] < (spans[index - 1]?.[1] ?? 0))) return { wrong: 'overlap', piece: text };
  return { spans };
}

function spanOf(found: RegExpExecArray): Span {
  const [before, hour, minute, after, before2, hour2, minute2, after2] = found.slice(1);
  const end = minuteOf(hour2, minute2, before2 ?? after2);
  let start = minuteOf(hour, minute, before ?? after);
  // "1-5 pm": the half of the day is said once, at the end; "8:30 - 5:30 pm" can only mean the morning
  const saidOnce = !before && !after && AFTERNOON.test(before2 ?? after2 ?? '') && start < DAY / 2;
  if (saidOnce && start + DAY / 2 < end) start += DAY / 2;
  const until = end === 0 ? DAY : end;
  if (start >= until) throw new Unfit('order');
  return [start, until];
}

function minuteOf(digits = '', minute: string | undefined, half: string | undefined): number {
  const compact = digits.length > 2;
  if (compact && minute) throw new Unfit('unread');
  let hour = Number(compact ? digits.slice(0, -2) : digits);
  const rest = minute === '半' ? 30 : Number(compact ? digits.slice(-2) : (minute ?? 0));
  const latin = /^[ap]/.test(half ?? '');
  if (latin && (hour < 1 || hour > 12)) throw new Unfit('range');
  if (latin && hour === 12) hour = 0;
  if (half && AFTERNOON.test(half) && hour < (half === '中午' ? 11 : 12)) hour += 12;
  if (rest > 59 || hour > 24 || (hour === 24 && rest > 0)) throw new Unfit('range');
  return hour * 60 + rest;
}

export function showHours(spans: readonly Span[]): string {
  return spans.map(([from, until]) => `${clock(from)}–${clock(until)}`).join(', ');
}

const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
