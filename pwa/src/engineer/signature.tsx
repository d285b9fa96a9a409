// A pad whose strokes survive turning the phone: points are kept, the picture is drawn again.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import SignaturePad, { type PointGroup } from 'signature_pad';
import { type Drawn, type Size, scaled, scaleIn, widened } from './strokes';

const EMPTY: Size = { width: 0, height: 0 };

/** What was drawn, as the pad itself knows it, in the frame in which it was drawn: a pad that comes back begins with it. */
export interface Ink {
  groups: PointGroup[];
  frame: Size;
}

export function noInk(): Ink {
  return { groups: [], frame: EMPTY };
}

interface PadProps {
  label: string;
  hint: string;
  clear: string;
  ink: Ink;
  onDrawn: (drawn: Drawn) => void;
}

export function Pad({ label, hint, clear, ink, onDrawn }: PadProps) {
  const [inked, setInked] = useState(ink.groups.length > 0);
  const canvas = useRef<HTMLCanvasElement>(null);
  const wipe = usePad(canvas, ink, (drawn) => {
    setInked(drawn.strokes.length > 0);
    onDrawn(drawn);
  });
  return (
    <div class="pad">
      <canvas ref={canvas} aria-label={label} role="img" />
      {!inked && <span class="pad-hint">{hint}</span>}
      <button type="button" class="plain" onClick={wipe}>
        {clear}
      </button>
    </div>
  );
}

/** The points of strokes, and nothing else of them. */
function drawnOf({ groups, frame }: Ink): Drawn {
  const strokes = groups.map(({ points }) => ({ points: points.map(({ x, y }) => ({ x: round(x), y: round(y) })) }));
  return { strokes, width: round(frame.width), height: round(frame.height) };
}

/** The answer wipes it. */
function usePad(canvas: RefObject<HTMLCanvasElement | null>, ink: Ink, onDrawn: (drawn: Drawn) => void): () => void {
  const pad = useRef<SignaturePad | null>(null);
  const frame = useRef(ink.frame); // of what is drawn
  const scale = useRef(1); // at which the pad shows it
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const made = new SignaturePad(element, { penColor: '#10233f', minWidth: 1.2, maxWidth: 2.8 });
    pad.current = made;
    let [drawing, shown] = [false, EMPTY];
    const redraw = () => {
      const ratio = Math.max(devicePixelRatio, 1);
      const { width, height } = element.getBoundingClientRect();
      if (drawing || !width || !height || (width === shown.width && height === shown.height)) return; // never under the pen
      shown = { width, height };
      const before = made.toData();
      const next = before.length ? scaleIn(frame.current, { width, height }) : 1;
      const strokes = before.map((group) => ({ ...group, points: scaled(group.points, next / scale.current) }));
      element.width = width * ratio;
      element.height = height * ratio;
      element.getContext('2d')?.scale(ratio, ratio);
      scale.current = next;
      if (!before.length) frame.current = { width, height };
      made.fromData(strokes);
    };
    const tell = () => {
      const { width, height } = element.getBoundingClientRect();
      frame.current = widened(frame.current, { width, height }, scale.current);
      ink.groups = made.toData().map((group) => ({ ...group, points: scaled(group.points, 1 / scale.current) }));
      ink.frame = frame.current;
      onDrawn(drawnOf(ink));
    };
    if (ink.groups.length) {
      made.fromData(ink.groups);
      onDrawn(drawnOf(ink));
    }
    redraw();
    const down = (is: boolean) => () => {
      drawing = is;
      if (!is) tell();
      redraw();
    };
    made.addEventListener('beginStroke', down(true));
    made.addEventListener('endStroke', down(false));
    const watch = new ResizeObserver(redraw);
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.off();
    };
  }, []);
  return () => {
    pad.current?.clear();
    const { width, height } = canvas.current?.getBoundingClientRect() ?? EMPTY;
    frame.current = { width, height };
    scale.current = 1;
    ink.groups = [];
    onDrawn(drawnOf({ groups: [], frame: frame.current }));
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
