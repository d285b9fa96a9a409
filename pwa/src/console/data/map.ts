// The map: what lies under it.
import { ask } from '../../shared/api';
import type { Base } from '../../shared/base-map';

/** null: the roads that the server brings along. */
export function readBase(): Promise<Base | null> {
  return ask('/map/base');
}

type Place = { lat: number; lon: number };

/** Along the roads, one line for each way from a place to the next. */
export function readWays(places: readonly Place[]): Promise<Place[][]> {
  const query = new URLSearchParams(places.map(({ lat, lon }) => ['at', `${lat},${lon}`]));
  return ask(`/api/ways?${query}`);
}
