// What lies under the pins: the map that the installation was given, or the roads that the server brings along.
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl';

/** As the server says it under /map/base.json; without one, the roads that are brought along. */
export interface Base {
  kind: 'raster' | 'vector';
  tiles: string;
  credits: string;
  maxzoom: number;
}

export const FONT = ['sans-serif'];

export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const WIDTHS: [string[], number, number][] = [
  [['residential', 'living_street', 'unclassified', 'minor_road', 'minor', 'service', 'path'], 1, 12],
  [['tertiary'], 1.8, 10],
  [['secondary', 'medium_road'], 2.4, 8],
  [['primary', 'major_road'], 3, 6],
  [['trunk', 'motorway', 'highway'], 3.8, 4],
];
/** What the three common forms of vector tiles (Protomaps, OpenMapTiles, Shortbread) call the same thing. */
const ROADS = ['roads', 'transportation', 'streets'];
const WATERS = ['water', 'water_polygons', 'ocean'];
const PLACES = ['places', 'place', 'place_labels'];
const STREETS = ['roads', 'transportation_name', 'street_labels'];
const CLASS: ExpressionSpecification = ['coalesce', ['get', 'class'], ['get', 'kind']];
const NAME: ExpressionSpecification = ['coalesce', ['get', 'name'], ['get', 'name:latin']];

interface Part {
  source: string;
  'source-layer'?: string;
}

function roadsOf(source: Part, name: string): LayerSpecification[] {
  return WIDTHS.map(([classes, width, from], index) => ({
    id: `road-${name}-${index}`,
    type: 'line',
    ...source,
    minzoom: from,
    filter: ['all', ['!', ['has', 'name_only']], ['in', CLASS, ['literal', classes]]],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': token('--road'),
      'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 10, width * 0.35, 14, width * 1.4, 17, width * 5],
    },
  }));
}

const written = () => ({ 'text-color': token('--soft'), 'text-halo-color': token('--land'), 'text-halo-width': 1.5 });

function namesOf(source: Part, name: string, filter: FilterSpecification): LayerSpecification {
  return {
    id: `street-names-${name}`,
    type: 'symbol',
    ...source,
    minzoom: 12.5,
    filter,
    layout: {
      'symbol-placement': 'line',
      'text-field': NAME,
      'text-font': FONT,
      'text-size': 11,
      'symbol-spacing': 400,
      'text-padding': 12,
    },
    paint: written(),
  };
}

function placesOf(source: Part, name: string): LayerSpecification {
  return {
    id: `place-names-${name}`,
    type: 'symbol',
    ...source,
    filter: ['all', ['has', 'name'], ['==', ['geometry-type'], 'Point']],
    layout: { 'text-field': NAME, 'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 4, 10, 13, 15] },
    paint: { ...written(), 'text-color': token('--ink') },
  };
}

const land = (): LayerSpecification => ({ id: 'land', type: 'background', paint: { 'background-color': token('--land') } });

export function baseStyle(base: Base | null): StyleSpecification {
  if (base?.kind === 'raster') {
    const { tiles, credits, maxzoom } = base;
    const source: SourceSpecification = { type: 'raster', tiles: [tiles], tileSize: 256, attribution: credits, maxzoom };
    return { version: 8, sources: { base: source }, layers: [land(), { id: 'base', type: 'raster', source: 'base' }] };
  }
  return base ? ofTiles(base) : ofRoads();
}

function ofTiles({ tiles, credits, maxzoom }: Base): StyleSpecification {
  const part = (layer: string): Part => ({ source: 'base', 'source-layer': layer });
  const waters = WATERS.map(
    (name): LayerSpecification => ({
      id: `water-${name}`,
      type: 'fill',
      ...part(name),
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': token('--water') },
    }),
  );
  const layers = [
    land(),
    ...waters,
    ...ROADS.flatMap((name) => roadsOf(part(name), name)),
    ...STREETS.map((name) => namesOf(part(name), name, ['has', 'name'])),
    ...PLACES.map((name) => placesOf(part(name), name)),
  ];
  return { version: 8, sources: { base: { type: 'vector', tiles: [tiles], attribution: credits, maxzoom } }, layers };
}

function ofRoads(): StyleSpecification {
  const data = '/map/roads.geojson';
  const source: SourceSpecification = { type: 'geojson', data, attribution: '© OpenStreetMap contributors (ODbL)', maxzoom: 15 };
  const part = { source: 'roads' };
  const names = namesOf(part, 'roads', ['all', ['has', 'name_only'], ['has', 'class']]);
  return { version: 8, sources: { roads: source }, layers: [land(), ...roadsOf(part, 'roads'), names, placesOf(part, 'roads')] };
}
