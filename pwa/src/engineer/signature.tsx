// A pad whose strokes survive turning the phone: points are kept, the picture is drawn again.
import { useEffect, useRef } from 'preact/hooks';
import SignaturePad from 'signature_pad';
import { t } from '../shared/i18n';

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

export function Pad({ label, onDrawn }: { label: string; onDrawn: (drawn: Drawn) => void }) {
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

  const clear = () => {
    pad.current?.clear();
    onDrawn({ strokes: [], ...size.current });
  };
  return (
    <div class="pad">
      <canvas ref={canvas} aria-label={label} role="img" />
      <span class="pad-hint">{t('sign.here')}</span>
      <button type="button" class="plain" onClick={clear}>
        {t('sign.clear')}
      </button>
    </div>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
