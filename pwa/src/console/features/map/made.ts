// The map as it is made: its pins, what pressing and pointing do, and what is asked for as it is moved.
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { CityMap } from '../../../shared/map';
import { readBase } from '../../data/map';
import { centre } from '../orders/state';
import { bindHover } from './hover';
import { bindLasso } from './lasso';
import { gathered } from './on-map';
import { open } from './open';
import type { PinLayers } from './pin-layers';
import { look } from './seen';
import { words } from './words';

export interface Made {
  city: CityMap;
  pins: PinLayers;
  /** All that there is near the middle was brought into view: once, then the view is somebody's own. */
  fitted: boolean;
}

export function useMap(box: RefObject<HTMLDivElement | null>): Signal<Made | null> {
  const made = useSignal<Made | null>(null);
  useEffect(() => {
    let leave: (() => void) | null = null;
    let gone = false;
    void make(box.current as HTMLElement).then((it) => {
      if (gone) return it.city.map.remove();
      leave = bindHover(it.city.map, it.pins);
      made.value = it;
    });
    return () => {
      gone = true;
      leave?.();
      look(null);
      made.peek()?.city.map.remove();
      made.value = null;
    };
  }, [centre.value]);
  return made;
}

async function make(box: HTMLElement): Promise<Made> {
  const [{ CityMap }, { PinLayers }, base] = await Promise.all([
    import('../../../shared/map'),
    import('./pin-layers'),
    readBase(),
  ]);
  const [lat, lon] = centre.value ?? [20, 0];
  const city = new CityMap(box, [lon, lat], centre.value ? 11.3 : 1, words(), base);
  const pins = new PinLayers(city.map);
  city.foldCredits();
  for (const change of ['moveend', 'resize'] as const) city.map.on(change, () => lookAt(city));
  lookAt(city);
  city.map.on('idle', () => {
    box.dataset.drawn = String(pins.count);
  });
  city.map.on('click', ({ point }) => void pressed(pins, point));
  bindLasso(city.map, (fits) => {
    gathered.value = pins.ordersWhere(fits);
  });
  return { city, pins, fitted: false };
}

async function pressed(pins: PinLayers, point: { x: number; y: number }): Promise<void> {
  const found = await pins.press(point);
  if (!found) {
    pins.fold();
    gathered.value = [];
    return;
  }
  if (found.together) gathered.value = found.together;
  if (found.pin) open(found.pin.id, found.pin.engineer);
}

/** On a narrow screen the panel is there, and not shown. */
function lookAt({ map }: CityMap): void {
  const bounds = map.getBounds();
  const view = { south: bounds.getSouth(), west: bounds.getWest(), north: bounds.getNorth(), east: bounds.getEast() };
  look(map.getContainer().clientWidth ? view : null);
}
