// A pad whose strokes survive turning the phone: points are kept, the picture is drawn again.
import { useEffect, useRef, useState } from 'preact/hooks';
import SignaturePad from 'signature_pad';

export interface StrokeLike {
  points: { x: number; y: number }[];
}

export interface Drawn {
  strokes: StrokeLike[];
  width: number;
  height: number;
}

const FEWEST = 8;

export function hasInk(drawn: Drawn | null): boolean {
  return !!drawn && drawn.strokes.reduce((sum, stroke) => sum + stroke.points.length, 0) >= FEWEST;
}

interface PadProps {
  label: string;
  hint: string;
  clear: string;
  onDrawn: (drawn: Drawn) => void;
}

export function Pad({ label, hint, clear, onDrawn }: PadProps) {
  const [inked, setInked] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const size = useRef({ width: 0, height: 0 });

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const made = new SignaturePad(element, { penColor: '#10233f', minWidth: 1.2, maxWidth: 2.8 });
    pad.current = made;
    const redraw = () => {
      const ratio = Math.max(devicePixelRatio, 1);
      const { width, height } = element.getBoundingClientRect();
      const scale = size.current.width ? width / size.current.width : 1;
      const before = made.toData();
      const strokes = before.map((group) => ({
        ...group,
        points: group.points.map((p) => ({ ...p, x: p.x * scale, y: p.y * scale })),
      }));
      element.width = width * ratio;
      element.height = height * ratio;
      element.getContext('2d')?.scale(ratio, ratio);
      size.current = { width, height };
      made.fromData(strokes);
    };
    const tell = () => {
      const strokes = made.toData().map((group) => ({ points: group.points.map(({ x, y }) => ({ x: round(x), y: round(y) })) }));
      setInked(strokes.length > 0);
      onDrawn({ strokes, ...size.current });
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

  const wipe = () => {
    pad.current?.clear();
    setInked(false);
    onDrawn({ strokes: [], ...size.current });
  };
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

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
