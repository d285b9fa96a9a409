// The part of the world that a map shows, and a margin around it, so that who pans a little need not ask.
const MARGIN = 1 / 4; // of the view, on each side
const TOO_MUCH = 16; // times the view: who looks closer hears of less

/** Degrees. A map that was turned around the world goes on beyond 180. */
export interface Box {
  south: number;
  west: number;
  north: number;
  east: number;
}

export function grown({ south, west, north, east }: Box): Box {
  const [up, aside] = [(north - south) * MARGIN, (east - west) * MARGIN];
  return { south: Math.max(-90, south - up), west: west - aside, north: Math.min(90, north + up), east: east + aside };
}

/** Whether what is known of the box is enough for the view, and not far too much. */
export function suffices(box: Box, view: Box): boolean {
  const within = box.south <= view.south && box.west <= view.west && view.north <= box.north && view.east <= box.east;
  return within && area(box) <= TOO_MUCH * area(view);
}

function area({ south, west, north, east }: Box): number {
  return (north - south) * (east - west);
}

export function holds({ south, west, north, east }: Box, lat: number, lon: number): boolean {
  return south <= lat && lat <= north && [lon - 360, lon, lon + 360].some((turned) => west <= turned && turned <= east);
}

/** As the server reads it. */
export function said({ south, west, north, east }: Box): string {
  const sides = east - west >= 360 ? [-180, 180] : [turned(west), turned(east)];
  return [south, sides[0], north, sides[1]].join(',');
}

function turned(lon: number): number {
  return lon >= -180 && lon <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;
}
