// How wide the columns are: as this person drew them, in this browser.
import { signal } from '@preact/signals';
import { COLUMNS } from './columns';

const STORED = 'outrider.list.widths';
const NARROWEST = 48;
const STEP = 16; // pixels, by the keyboard

function stored(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}');
  } catch {
    return {};
  }
}

const widths = signal<Record<string, number>>(stored());

export function widthOf(name: string): number {
  return widths.value[name] ?? COLUMNS[name]?.width ?? NARROWEST;
}

function draw(name: string, width: number): void {
  widths.value = { ...widths.value, [name]: Math.max(NARROWEST, Math.round(width)) };
}

function keep(): void {
  localStorage.setItem(STORED, JSON.stringify(widths.value));
}

/** From where the edge of the heading is taken to where it is let go. */
export function drag(name: string, event: PointerEvent): void {
  event.preventDefault();
  const [from, was] = [event.clientX, widthOf(name)];
  const move = ({ clientX }: PointerEvent) => draw(name, was + clientX - from);
  addEventListener('pointermove', move);
  addEventListener(
    'pointerup',
    () => {
      removeEventListener('pointermove', move);
      keep();
    },
    { once: true },
  );
}

export function drawByKey(name: string, event: KeyboardEvent): void {
  const by = event.key === 'ArrowLeft' ? -STEP : event.key === 'ArrowRight' ? STEP : 0;
  if (!by) return;
  event.preventDefault();
  draw(name, widthOf(name) + by);
  keep();
}
