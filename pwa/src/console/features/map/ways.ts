// The ways that the map draws: of whoever is looked at through their day, of a plan, and where somebody was.
import { BENCH, FINISHED } from '../../../shared/domain.gen';
import { lines } from '../orders/state';
import { looked } from '../rescue/state';
import { day } from './day';
import { seen } from './seen';
import { trail } from './trail';

type Way = [number, number][];
const pointOf = ({ lon, lat }: { lon: number; lat: number }): [number, number] => [lon, lat];

/** Along the roads where they are known of the one who is looked at; else straight, from whoever has the order to it. */
export function wayOf(order: string | null): Way[] {
  if (day.value?.way.length) return day.value.way.map((leg) => leg.map(pointOf));
  const line = order ? lines.value.get(order) : null;
  if (!line || FINISHED.has(line.status) || BENCH.has(line.kind)) return [];
  const at = seen.value.find((row) => row.engineer_id === line.engineer_id);
  return at ? [[pointOf(at), pointOf(line)]] : [];
}

/** Where each engineer of a plan would go, one visit after the other. */
export function plannedWays(): Way[] {
  return (looked.value?.strips ?? []).map((strip) => {
    const at = seen.value.find((row) => row.engineer_id === strip.engineer_id);
    const stops = strip.stops.map((stop) => lines.value.get(stop.order_id)).filter((line) => line !== undefined);
    return [...(at ? [at] : []), ...stops].map(pointOf);
  });
}

export function trailPieces(): Way[] {
  return trail.value?.way.pieces.map((piece) => piece.map(pointOf)) ?? [];
}
