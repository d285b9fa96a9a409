// Strokes keep the frame in which they were drawn; a pad that changes its size shows that frame whole, and widens it for what is drawn then.
import type { StrokeLike } from './model';

export interface Drawn {
  strokes: StrokeLike[];
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

// Pixels. Never a number of points: how many of a quick hand's points are seen depends on how busy the phone is.
const SHORTEST = 35;
const LEAST = 10; // that a signature reaches at least: a thumb that rests on the pad is none

export function hasInk(drawn: Drawn | null): boolean {
  const strokes = drawn?.strokes ?? [];
  const points = strokes.flatMap((stroke) => stroke.points);
  const drawnOut = strokes.reduce((sum, stroke) => sum + length(stroke), 0);
  return drawnOut >= SHORTEST && Math.max(spread(points.map(({ x }) => x)), spread(points.map(({ y }) => y))) >= LEAST;
}

function length({ points }: StrokeLike): number {
  return points.slice(1).reduce((sum, { x, y }, at) => sum + Math.hypot(x - (points[at]?.x ?? x), y - (points[at]?.y ?? y)), 0);
}

function spread(values: number[]): number {
  return (
    values.reduce((most, value) => Math.max(most, value), -Infinity) -
    values.reduce((least, value) => Math.min(least, value), Infinity)
  );
}

/** How large the frame is shown in a pad of this size. */
export function scaleIn(frame: Size, pad: Size): number {
  return frame.width && frame.height ? Math.min(pad.width / frame.width, pad.height / frame.height) : 1;
}

/** The frame that holds what was drawn before and all of a pad that shows it at this scale. */
export function widened(frame: Size, pad: Size, scale: number): Size {
  return { width: Math.max(frame.width, pad.width / scale), height: Math.max(frame.height, pad.height / scale) };
}

export function scaled<P extends { x: number; y: number }>(points: readonly P[], by: number): P[] {
  return points.map((point) => ({ ...point, x: point.x * by, y: point.y * by }));
}
