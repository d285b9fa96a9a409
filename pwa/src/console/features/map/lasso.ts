// Dragged with Shift, a line is drawn around orders; let go, all within it are selected.
import { signal } from '@preact/signals';
import type { Map as Maplibre } from 'maplibre-gl';
import { within } from './pins';

/** Without the key as well, for whoever has none: until something was selected. */
export const selecting = signal(false);
type Spot = { x: number; y: number };

export function bindLasso(map: Maplibre, select: (fits: (at: Spot) => boolean) => void): void {
  const canvas = map.getCanvasContainer();
  canvas.addEventListener(
    'pointerdown',
    (down) => {
      if (down.button !== 0 || !(down.shiftKey || selecting.value)) return;
      map.dragPan.disable();
      follow(map, canvas, down, (spots) => {
        map.dragPan.enable();
        selecting.value = false;
        if (spots.length > 2) select((at) => within(at, spots));
      });
    },
    { capture: true },
  );
}

function follow(map: Maplibre, canvas: HTMLElement, down: PointerEvent, done: (spots: Spot[]) => void): void {
  const box = canvas.getBoundingClientRect();
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'polygon');
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  sheet.setAttribute('class', 'lasso');
  sheet.append(line);
  map.getContainer().append(sheet);
  const spots: Spot[] = [];
  const add = (event: PointerEvent) => {
    const merged = event.getCoalescedEvents(); // a busy browser tells several moves as one
    for (const { clientX, clientY } of merged.length ? merged : [event])
      spots.push({ x: clientX - box.left, y: clientY - box.top });
    line.setAttribute('points', spots.map(({ x, y }) => `${x},${y}`).join(' '));
  };
  const up = () => {
    removeEventListener('pointermove', add);
    sheet.remove();
    done(spots);
  };
  add(down);
  addEventListener('pointermove', add);
  addEventListener('pointerup', up, { once: true });
  addEventListener('pointercancel', up, { once: true });
}
