// What the map shows of orders and engineers, as features of its two sources. Pure.
import type { Feature, Point as GeoPoint } from 'geojson';
import type { Schemas } from '../../../shared/api';
import { BEFORE_VISIT, BENCH, FINISHED, type Status } from '../../../shared/domain.gen';
import { type Line, lateMinutes } from '../orders/line';

type Seen = Schemas['Seen'];
export const ORDER_KINDS = ['late', 'waiting', 'site', 'done'] as const;
export const ENGINEER_KINDS = ['moving', 'busy', 'idle'] as const;
export type PinKind = (typeof ORDER_KINDS)[number] | (typeof ENGINEER_KINDS)[number];

/** id: of an order, or of an engineer. name: what stands beside it where there is room. */
export interface Pin {
  id: string;
  engineer: boolean;
  lat: number;
  lon: number;
  kind: PinKind;
  name: string;
  stale: boolean;
}

const STALE = 5 * 60_000;

/** Nobody goes to what lies at the station. */
export function pinOfOrder(line: Line): Pin | null {
  if (BENCH.has(line.kind)) return null;
  const { id, lat, lon, account: name } = line;
  const kind = FINISHED.has(line.status)
    ? 'done'
    : lateMinutes(line)
      ? 'late'
      : BEFORE_VISIT.has(line.status)
        ? 'waiting'
        : 'site';
  return { id, engineer: false, lat, lon, kind, name, stale: false };
}

export function pinOfEngineer(row: Seen, now: number): Pin {
  const { engineer_id: id, lat, lon, name } = row;
  const works = row.order_id && row.status && !BEFORE_VISIT.has(row.status as Status);
  const kind = row.status === 'en_route' ? 'moving' : works ? 'busy' : 'idle';
  return { id, engineer: true, lat, lon, kind, name, stale: now - Date.parse(row.device_time) > STALE };
}

export function featureOf(pin: Pin): Feature<GeoPoint> {
  const { lat, lon, ...properties } = pin;
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } };
}

/** Whether the two would be drawn alike. */
export function same(a: readonly Pin[], b: readonly Pin[]): boolean {
  return a.length === b.length && a.every((pin, n) => alike(pin, b[n] as Pin));
}

function alike(a: Pin, b: Pin): boolean {
  return a.id === b.id && a.lat === b.lat && a.lon === b.lon && a.kind === b.kind && a.name === b.name && a.stale === b.stale;
}

const RING = 10; // pins that stand around their place at once; more of them stand along a spiral

/** Pixels from the one place at which so many pins are, for each of them. */
export function fanned(count: number): [number, number][] {
  const around = count <= RING;
  return Array.from({ length: count }, (_, n) => {
    const angle = around ? (2 * Math.PI * n) / count - Math.PI / 2 : 0.9 * Math.sqrt(n * 6 + 12);
    const far = around ? 34 + 2 * count : 14 + 7 * 0.9 * Math.sqrt(n * 6 + 12);
    return [Math.cos(angle) * far, Math.sin(angle) * far];
  });
}

type Corner = { x: number; y: number };

/** Whether the place lies within what somebody drew around. */
export function within({ x, y }: Corner, drawn: readonly Corner[]): boolean {
  let inside = false;
  drawn.forEach((a, n) => {
    const b = drawn[(n + drawn.length - 1) % drawn.length] as Corner;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  });
  return inside;
}
