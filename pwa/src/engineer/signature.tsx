// A pad whose strokes survive turning the phone: points are kept, the picture is drawn again.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import SignaturePad from 'signature_pad';
import { type Drawn, type Size, scaled, scaleIn, widened } from './strokes';

const EMPTY: Size = { width: 0, height: 0 };

interface PadProps {
  label: string;
  hint: string;
  clear: string;
  onDrawn: (drawn: Drawn) => void;
}

export function Pad({ label, hint, clear, onDrawn }: PadProps) {
  const [inked, setInked] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const wipe = usePad(canvas, (drawn) => {
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

/** The answer wipes it. */
function usePad(canvas: RefObject<HTMLCanvasElement | null>, onDrawn: (drawn: Drawn) => void): () => void {
  const pad = useRef<SignaturePad | null>(null);
  const frame = useRef(EMPTY); // of what is drawn
  const scale = useRef(1); // at which the pad shows it
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const made = new SignaturePad(element, { penColor: '#10233f', minWidth: 1.2, maxWidth: 2.8 });
    pad.current = made;
    const redraw = () => {
      const ratio = Math.max(devicePixelRatio, 1);
      const { width, height } = element.getBoundingClientRect();
      if (!width || !height) return; // hidden for a moment
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
      const strokes = made.toData().map((group) => ({
        points: scaled(group.points, 1 / scale.current).map(({ x, y }) => ({ x: round(x), y: round(y) })),
      }));
      onDrawn({ strokes, width: round(frame.current.width), height: round(frame.current.height) });
    };
    redraw();
    made.addEventListener('endStroke', tell);
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
    onDrawn({ strokes: [], ...frame.current });
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
