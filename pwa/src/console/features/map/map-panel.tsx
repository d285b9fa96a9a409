// The city: where the orders of the list and the engineers are.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import type { CityMap, Words } from '../../../shared/map';
import { chosen, place } from '../../app/router';
import { readBase } from '../../data/map';
import { centre, lines } from '../orders/state';
import { EngineerCard } from './engineer-card';
import { Gathered } from './gathered';
import { bindHover } from './hover';
import { bindLasso } from './lasso';
import { MapTools } from './map-tools';
import { engineerPins, gathered, markedPins, orderPins } from './on-map';
import { open } from './open';
import type { PinLayers } from './pin-layers';
import type { Pin } from './pins';
import { look } from './seen';
import { picked } from './trail';
import { plannedWays, trailPieces, wayOf } from './ways';

const REGION = 1; // degrees: what lies further off does not make the whole small
const PACE = 400; // ms between two drawings of who moves

export interface Point {
  lat: number;
  lon: number;
}

const WAYS = ['way', 'plan', 'trail'] as const;

interface Made {
  city: CityMap;
  pins: PinLayers;
  /** All that there is near the middle was brought into view: once, then the view is somebody's own. */
  fitted: boolean;
}

/** onPick: where a free spot was pressed. */
export function MapPanel({ onPick }: { onPick: (at: Point) => void }) {
  const pick = useRef(onPick);
  pick.current = onPick;
  const box = useRef<HTMLDivElement>(null);
  const made = useSignal<Made | null>(null);

  useEffect(() => {
    let leave: (() => void) | null = null;
    let gone = false;
    void make(box.current as HTMLElement, (at) => pick.current(at)).then((it) => {
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

  useDeferred(
    paced,
    () => [made.value, orderPins.value] as const,
    ([it, pins]) => {
      if (!it) return;
      it.pins.show('orders', pins);
      if (pins.length && !it.fitted) showAll(it, pins);
    },
  );
  useDeferred(
    paced,
    () => [made.value, engineerPins.value] as const,
    ([it, pins]) => it?.pins.show('engineers', pins),
  );
  useDeferred(
    painted,
    () => [made.value, markedPins.value] as const,
    ([it, pins]) => it?.pins.mark(pins),
  );
  useDeferred(
    painted,
    () => [made.value, wayOf(chosen.value), plannedWays(), trailPieces()] as const,
    ([it, ...ways]) => {
      for (const [n, name] of WAYS.entries()) it?.city.ways(name, ways[n] ?? [], name !== 'trail');
    },
  );
  useDeferred(
    painted,
    () => [made.value, chosen.value] as const,
    ([it, id]) => {
      const line = id ? lines.peek().get(id) : null;
      if (picked.peek() !== line?.engineer_id) picked.value = null;
      if (it && line && place.peek().pathname === '/console') bringIntoView(it.city, [line.lon, line.lat]);
    },
  );

  return (
    <div class="map-panel">
      <div class="city" ref={box} />
      <MapTools />
      <Gathered />
      <EngineerCard />
    </div>
  );
}

/** What was pressed is on the screen before the map is drawn anew. */
const painted: Later = (run) => requestAnimationFrame(() => setTimeout(run));
/** However often somebody moves, it is drawn so often. */
const paced: Later = (run) => setTimeout(run, PACE);
type Later = (run: () => void) => unknown;

/** Draws the newest of what there is to draw, once it is time for it. */
function useDeferred<T extends readonly [Made | null, ...unknown[]]>(
  later: Later,
  what: () => T,
  draw: (newest: T) => void,
): void {
  const newest = useRef<T | null>(null);
  useSignalEffect(() => {
    const waits = newest.current !== null;
    newest.current = what();
    if (!waits)
      later(() => {
        const found = newest.current;
        newest.current = null;
        if (found?.[0]?.city.map.getContainer().isConnected) draw(found);
      });
  });
}

async function make(box: HTMLElement, press: (at: Point) => void): Promise<Made> {
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
  city.map.on('click', ({ point, lngLat }) => void pressed(pins, point, () => press({ lat: lngLat.lat, lon: lngLat.lng })));
  bindLasso(city.map, (fits) => {
    gathered.value = pins.ordersWhere(fits);
  });
  return { city, pins, fitted: false };
}

async function pressed(pins: PinLayers, point: { x: number; y: number }, free: () => void): Promise<void> {
  const found = await pins.press(point);
  if (!found) {
    pins.fold();
    gathered.value = [];
    return free();
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

function words(): Words {
  return { zoomIn: t('map.zoom_in'), zoomOut: t('map.zoom_out'), credits: t('map.credits'), name: t('map.name') };
}

function showAll(made: Made, pins: readonly Pin[]): void {
  made.fitted = true;
  const [lat, lon] = centre.value ?? [0, 0];
  const near = pins.filter((pin) => Math.abs(pin.lat - lat) < REGION && Math.abs(pin.lon - lon) < REGION);
  if (chosen.value || !near.length) return;
  const [lats, lons] = [near.map((pin) => pin.lat), near.map((pin) => pin.lon)];
  const box: [number, number, number, number] = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  made.city.map.fitBounds(box, { padding: 64, maxZoom: 13, animate: false });
}

/** It stays as it is where the place can be seen: to draw all of it anew takes longer than to open an order. */
function bringIntoView({ map }: CityMap, at: [number, number]): void {
  const { x, y } = map.project(at);
  const { clientWidth, clientHeight } = map.getContainer();
  const edge = 24;
  if (x < edge || y < edge || x > clientWidth - edge || y > clientHeight - edge) map.jumpTo({ center: at });
}
