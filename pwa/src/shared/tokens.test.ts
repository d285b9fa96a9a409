import { describe, expect, it } from 'vitest';
import css from './tokens.css?raw';

const [light = '', dark = '', more = ''] = css.split(/@media [^{]+/);
const values = (text: string) => Object.fromEntries([...text.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((row) => [row[1], row[2]]));
const THEMES = {
  light: values(light),
  dark: { ...values(light), ...values(dark) },
  'light, more contrast': { ...values(light), ...values(more) },
  'dark, more contrast': { ...values(light), ...values(dark), ...values(more) },
};

function colour(theme: Record<string, string | undefined>, name: string): string {
  const found = theme[name] ?? '';
  const other = /^var\(--([\w-]+)\)$/.exec(found)?.[1];
  return other ? colour(theme, other) : found;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['paper', 'card', 'sunk'];
const TONES = ['accent', 'good', 'warn', 'bad'];
const READ: [string, string][] = [
  ...['ink', 'soft', 'good', 'warn', 'bad', 'accent'].flatMap((text) =>
    GROUNDS.map((ground): [string, string] => [text, ground]),
  ),
  ...TONES.map((tone): [string, string] => [tone, `${tone}-soft`]),
  ['accent-ink', 'accent'],
  ['night-ink', 'night'],
  ['night-soft', 'night'],
  ['night-good', 'night'],
  ['night-warn', 'night'],
  ['night-warn-ink', 'night-warn'],
  ['night-ink', 'night-bad'],
  ['sheet-ink', 'sheet'],
  ['sheet-soft', 'sheet'],
];

describe.each(Object.entries(THEMES))('the colours of words, %s', (_, theme) => {
  it.each(READ)('%s on %s can be read in sunlight', (text, ground) => {
    expect(contrast(colour(theme, text), colour(theme, ground))).toBeGreaterThanOrEqual(7);
  });

  it('an edge that carries meaning is seen on every ground', () => {
    if (colour(theme, 'edge') === 'currentcolor') return;
    for (const ground of GROUNDS) expect(contrast(colour(theme, 'edge'), colour(theme, ground))).toBeGreaterThanOrEqual(3);
  });
});
