// How pins look: one shape for each kind, drawn once for the map and for its legend.
import { token } from '../../../shared/base-map';
import type { PinKind } from './pins';

/** path: in a square of 24. Orders have corners, engineers are round. */
export const SHAPES: Record<PinKind, { colour: string; path: string; hole?: string }> = {
  late: { colour: '--bad', path: 'M12 2 L23 21 H1 Z', hole: 'M11 9h2v6h-2z M11 16.5h2v2h-2z' },
  waiting: { colour: '--pin-waiting', path: 'M12 2 L22 12 L12 22 L2 12 Z' },
  site: { colour: '--faint', path: 'M4 4 H20 V20 H4 Z' },
  done: { colour: '--faint', path: 'M4 4 H20 V20 H4 Z', hole: 'M7 7 H17 V17 H7 Z' },
  moving: { colour: '--accent', path: 'M12 1 a11 11 0 1 0 .01 0 Z', hole: 'M12 5 L18 17 L12 14 L6 17 Z' },
  busy: { colour: '--good', path: 'M12 1 a11 11 0 1 0 .01 0 Z' },
  idle: { colour: '--faint', path: 'M12 1 a11 11 0 1 0 .01 0 Z', hole: 'M12 6 a6 6 0 1 0 .01 0 Z' },
};

const SIZE = 20; // pixels
const SHARP = 2; // of the map's pixels for each of the screen

export function drawn(kind: PinKind): ImageData {
  const { colour, path, hole } = SHAPES[kind];
  return picture((pen) => {
    pen.scale(1 / 1.2, 1 / 1.2);
    pen.translate(2.4, 2.4);
    const shape = new Path2D(path);
    pen.lineWidth = 3;
    pen.lineJoin = 'round';
    pen.strokeStyle = token('--card');
    pen.stroke(shape);
    pen.fillStyle = token(colour);
    pen.fill(shape);
    pen.fillStyle = token('--card');
    if (hole) pen.fill(new Path2D(hole));
  }, SIZE);
}

/** Several in one: as their shape, larger; with the colour of late ones where there are any among them. */
export function cluster(engineers: boolean, late: boolean): ImageData {
  return picture((pen) => {
    pen.beginPath();
    if (engineers) pen.arc(12, 12, 10.5, 0, 2 * Math.PI);
    else pen.roundRect(1.5, 1.5, 21, 21, 5);
    pen.fillStyle = token('--card');
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = token(late ? '--bad' : engineers ? '--good' : '--edge');
    pen.stroke();
  }, 30);
}

export const ratio = SHARP;

function picture(draw: (pen: OffscreenCanvasRenderingContext2D) => void, size: number): ImageData {
  const pixels = size * SHARP;
  const pen = new OffscreenCanvas(pixels, pixels).getContext('2d') as OffscreenCanvasRenderingContext2D;
  pen.scale(pixels / 24, pixels / 24);
  draw(pen);
  return pen.getImageData(0, 0, pixels, pixels);
}
