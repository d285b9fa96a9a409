import { expect, test } from 'vitest';
import { hasInk, scaled, scaleIn, widened } from './strokes';

const UPRIGHT = { width: 340, height: 200 };
const ASIDE = { width: 780, height: 140 };
const points = [
  { x: 2, y: 3 },
  { x: 338, y: 198 },
];

function isInside(pad: { width: number; height: number }, by: number) {
  return scaled(points, by).every(({ x, y }) => x <= pad.width && y <= pad.height);
}

test('strokes stay inside the pad however the phone is turned, and come back as they were', () => {
  expect(isInside(ASIDE, scaleIn(UPRIGHT, ASIDE))).toBe(true);
  expect(scaleIn(UPRIGHT, UPRIGHT)).toBe(1);
});

test('what is drawn on a turned pad lies in a frame that holds both', () => {
  const frame = widened(UPRIGHT, ASIDE, scaleIn(UPRIGHT, ASIDE));
  expect(frame.height).toBe(200);
  expect(frame.width).toBeCloseTo(780 / 0.7);
  expect(isInside(UPRIGHT, scaleIn(frame, UPRIGHT))).toBe(true);
});

test('a thumb that rests on the pad is no signature', () => {
  const still = { strokes: [{ points: Array(30).fill({ x: 5, y: 5 }) }], ...UPRIGHT };
  expect(hasInk(still)).toBe(false);
  expect(hasInk(null)).toBe(false);
  const short = { strokes: [{ points: Array.from({ length: 8 }, (_, n) => ({ x: 5 + 3 * n, y: 5 })) }], ...UPRIGHT };
  expect(hasInk(short)).toBe(false);
});

test('a quick hand of which a busy phone saw three points has signed', () => {
  const drawn = { strokes: [{ points: [5, 80, 190].map((x) => ({ x, y: 5 })) }], ...UPRIGHT };
  expect(hasInk(drawn)).toBe(true);
});
