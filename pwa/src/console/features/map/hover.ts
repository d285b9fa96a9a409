// What the pointer is on, in a list or on the map, is marked in the other.
import { effect } from '@preact/signals';
import type { Map as Maplibre, MapMouseEvent } from 'maplibre-gl';
import { pointed } from './on-map';
import type { PinLayers } from './pin-layers';

const ROWS = ['order', 'late', 'risky', 'watched', 'visit', 'engineer'];
const SELECTOR = ROWS.map((name) => `[data-${name}]`).join();

/** Returns how to stop. */
export function bindHover(map: Maplibre, pins: PinLayers): () => void {
  let busy = false;
  const onMap = ({ point }: MapMouseEvent) => {
    if (busy) return;
    busy = true;
    requestAnimationFrame(() => {
      busy = false;
      pointed.value = pins.at(point)?.id ?? null;
      map.getCanvas().style.cursor = pointed.value ? 'pointer' : '';
    });
  };
  const onPage = ({ target }: Event) => {
    const row = (target as Element).closest<HTMLElement>(SELECTOR);
    if (!map.getContainer().contains(target as Element)) pointed.value = row ? idOf(row) : null;
  };
  map.on('mousemove', onMap);
  document.addEventListener('pointerover', onPage);
  const stop = effect(markRows);
  return () => {
    stop();
    document.removeEventListener('pointerover', onPage);
    pointed.value = null;
  };
}

function idOf({ dataset }: HTMLElement): string | null {
  return ROWS.map((name) => dataset[name]).find(Boolean) ?? null;
}

/** The lists are drawn by others, and hundreds of rows: only the two that it concerns are touched. */
function markRows(): void {
  for (const row of document.querySelectorAll<HTMLElement>('[data-pointed]')) delete row.dataset.pointed;
  if (!pointed.value) return;
  for (const name of ROWS)
    for (const row of document.querySelectorAll<HTMLElement>(`.board [data-${name}="${pointed.value}"]`))
      row.dataset.pointed = '';
}
