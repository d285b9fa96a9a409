// What the map draws when: each thing by itself, and nothing before what was pressed is on the screen.
import { type Signal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { CityMap } from '../../../shared/map';
import { chosen, place } from '../../app/router';
import { centre, lines } from '../orders/state';
import type { Made } from './made';
import { engineerPins, markedPins, orderPins } from './on-map';
import type { Pin } from './pins';
import { picked } from './trail';
import { plannedWays, trailPieces, wayOf } from './ways';

const REGION = 1; // degrees: what lies further off does not make the whole small
const PACE = 1000; // ms between two drawings of who moves
const WAYS = ['way', 'plan', 'trail'] as const;

export function useDrawing(made: Signal<Made | null>): void {
  useDeferred(
    painted,
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
