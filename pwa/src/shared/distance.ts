// How far two places are from each other, and how people say it.
interface Point {
  lat: number;
  lon: number;
}

const EARTH_M = 6_371_000;

export function metresBetween(a: Point, b: Point): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const [lat, lon] = [Math.sin(rad(b.lat - a.lat) / 2), Math.sin(rad(b.lon - a.lon) / 2)];
  return 2 * EARTH_M * Math.asin(Math.sqrt(lat * lat + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * lon * lon));
}

/** Whole tens of metres, or kilometres. */
export function metres(far: number): string {
  if (far < 995) return `${Math.max(10, Math.round(far / 10) * 10)} m`;
  return `${(far / 1000).toFixed(far < 9_950 ? 1 : 0)} km`;
}
