// The pins as layers of the map: two sources that cluster by themselves, and a small one for what is marked or fanned out.
import type { FeatureCollection, Point as GeoPoint } from 'geojson';
import {
  GeoJSONSource,
  type LayerSpecification,
  type MapGeoJSONFeature,
  type Map as Maplibre,
  type PointLike,
} from 'maplibre-gl';
import { FONT, token } from '../../../shared/base-map';
import { CLOSEST } from '../../../shared/map';
import { ENGINEER_KINDS, fanned, featureOf, ORDER_KINDS, type Pin, same } from './pins';
import { cluster, drawn, ratio } from './shapes';

const NAMED_FROM = 12.5; // zoom from which pins have their names beside them
const NEAR = 4; // pixels beside a pin that count as the pin
type Kind = 'orders' | 'engineers';

export interface Pressed {
  /** An order or an engineer. */
  pin?: { id: string; engineer: boolean };
  /** All that stand at one place. */
  together?: string[];
}

/** Fan: what stands around its place at the moment, and the zoom at which it does. */
interface Fan {
  at: [number, number];
  pins: Pin[];
}

export class PinLayers {
  private shown: Record<Kind, readonly Pin[]> = { orders: [], engineers: [] };
  private marked: readonly Pin[] = [];
  private fan: Fan | null = null;

  constructor(private readonly map: Maplibre) {
    map.on('style.load', () => this.put());
    map.on('zoomstart', () => this.fold());
    if (map.isStyleLoaded()) this.put();
  }

  /** How many orders there are on the map. */
  get count(): number {
    return this.shown.orders.length;
  }

  /** Only what is other than before reaches the map. */
  show(kind: Kind, pins: readonly Pin[]): void {
    if (same(pins, this.shown[kind])) return;
    this.shown[kind] = pins;
    this.set(kind, pins);
  }

  /** Those that are chosen or pointed at, above all others. */
  mark(pins: readonly Pin[]): void {
    if (same(pins, this.marked)) return;
    this.marked = pins;
    this.set('marked', pins);
  }

  fold(): void {
    if (!this.fan) return;
    this.fan = null;
    this.drawFan();
  }

  /** What is at a place of the screen, without its clusters. */
  at(point: { x: number; y: number }): { id: string; engineer: boolean } | null {
    const found = this.look(point, ['fan', 'marked', 'orders', 'engineers'])[0];
    return found ? { id: String(found.properties.id), engineer: found.properties.engineer === true } : null;
  }

  /** A cluster opens: by looking closer, or, where all are at one place, around it. */
  async press(point: { x: number; y: number }): Promise<Pressed | null> {
    const pin = this.at(point);
    if (pin) return { pin };
    const found = this.look(point, ['orders-cluster', 'engineers-cluster'])[0];
    const source = found && this.map.getSource(found.source);
    if (!found || !(source instanceof GeoJSONSource)) return null;
    const id = Number(found.properties.cluster_id);
    const at = (found.geometry as GeoPoint).coordinates as [number, number];
    const zoom = await source.getClusterExpansionZoom(id);
    if (zoom < CLOSEST) {
      this.map.easeTo({ center: at, zoom: zoom + 0.2, duration: 200 });
      return {};
    }
    const leaves = new Set((await source.getClusterLeaves(id, Infinity, 0)).map((row) => row.properties?.id));
    const pins = this.shown[found.source as Kind].filter((row) => leaves.has(row.id));
    this.fan = { at, pins };
    this.drawFan();
    return { together: pins.filter((row) => !row.engineer).map((row) => row.id) };
  }

  /** Of the orders, those whose place on the screen fits. */
  ordersWhere(fits: (at: { x: number; y: number }) => boolean): string[] {
    return this.shown.orders.filter(({ lat, lon }) => fits(this.map.project([lon, lat]))).map(({ id }) => id);
  }

  private look({ x, y }: { x: number; y: number }, layers: string[]): MapGeoJSONFeature[] {
    if (!this.map.getLayer('fan')) return [];
    const around: [PointLike, PointLike] = [
      [x - NEAR, y - NEAR],
      [x + NEAR, y + NEAR],
    ];
    return this.map.queryRenderedFeatures(around, { layers });
  }

  private drawFan(): void {
    const from = this.fan && this.map.project(this.fan.at);
    const places = fanned(this.fan?.pins.length ?? 0).map(([x, y]) =>
      this.map.unproject([x + (from?.x ?? 0), y + (from?.y ?? 0)]),
    );
    const spread = (this.fan?.pins ?? []).map((pin, n): Pin => ({ ...pin, lat: places[n]?.lat ?? 0, lon: places[n]?.lng ?? 0 }));
    this.set('fan', spread);
    const legs = spread.map(({ lat, lon }) => [this.fan?.at ?? [], [lon, lat]]);
    const source = this.map.getSource('legs');
    if (source instanceof GeoJSONSource) void source.setData({ type: 'MultiLineString', coordinates: legs });
  }

  private set(source: string, pins: readonly Pin[]): void {
    const found = this.map.getSource(source);
    if (found instanceof GeoJSONSource) void found.setData(collection(pins));
  }

  /** Into a style that has nothing of it: at first, and when light and dark change. */
  private put(): void {
    if (this.map.getLayer('fan')) return;
    for (const kind of [...ORDER_KINDS, ...ENGINEER_KINDS]) this.picture(kind, drawn(kind));
    for (const engineers of [true, false])
      for (const late of [true, false]) this.picture(`cluster-${engineers}-${late}`, cluster(engineers, late));
    for (const kind of ['engineers', 'orders'] as const) {
      this.map.addSource(kind, {
        type: 'geojson',
        data: collection(this.shown[kind]),
        cluster: true,
        clusterRadius: 34,
        clusterMaxZoom: CLOSEST,
        maxzoom: CLOSEST + 1,
        clusterProperties: { late: ['any', ['==', ['get', 'kind'], 'late']] },
      });
    }
    for (const name of ['marked', 'fan'])
      this.map.addSource(name, { type: 'geojson', data: collection(name === 'marked' ? this.marked : []) });
    this.map.addSource('legs', { type: 'geojson', data: collection([]) });
    for (const layer of layers()) this.map.addLayer({ ...layer, metadata: 'pins' });
    this.drawFan();
  }

  private picture(name: string, image: ImageData): void {
    if (this.map.hasImage(name)) this.map.removeImage(name);
    this.map.addImage(name, image, { pixelRatio: ratio });
  }
}

function collection(pins: readonly Pin[]): FeatureCollection {
  return { type: 'FeatureCollection', features: pins.map(featureOf) };
}

const written = () => ({ 'text-color': token('--ink'), 'text-halo-color': token('--card'), 'text-halo-width': 1.5 });

function pinsOf(source: string, over: boolean): LayerSpecification {
  return {
    id: source,
    type: 'symbol',
    source,
    ...(over ? {} : { filter: ['!', ['has', 'point_count']] }),
    layout: {
      'icon-image': ['get', 'kind'],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'text-field': over ? ['get', 'name'] : ['step', ['zoom'], '', NAMED_FROM, ['get', 'name']],
      'text-font': FONT,
      'text-size': 12,
      'text-optional': true,
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 1,
      'text-max-width': 12,
    },
    paint: { ...written(), 'icon-opacity': ['case', ['get', 'stale'], 0.45, 1] },
  } as LayerSpecification;
}

function clusterOf(source: Kind): LayerSpecification {
  return {
    id: `${source}-cluster`,
    type: 'symbol',
    source,
    filter: ['has', 'point_count'],
    layout: {
      'icon-image': ['concat', `cluster-${source === 'engineers'}-`, ['to-string', ['get', 'late']]],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'text-field': ['get', 'point_count_abbreviated'],
      'text-font': FONT,
      'text-size': 12,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': token('--ink') },
  } as LayerSpecification;
}

function layers(): LayerSpecification[] {
  const accent = token('--accent');
  const ring: LayerSpecification = {
    id: 'ring',
    type: 'circle',
    source: 'marked',
    paint: { 'circle-radius': 15, 'circle-color': token('--card'), 'circle-stroke-color': accent, 'circle-stroke-width': 3 },
  };
  const legs: LayerSpecification = {
    id: 'legs',
    type: 'line',
    source: 'legs',
    paint: { 'line-color': token('--soft'), 'line-width': 1 },
  };
  return [
    clusterOf('engineers'),
    pinsOf('engineers', false),
    clusterOf('orders'),
    pinsOf('orders', false),
    ring,
    pinsOf('marked', true),
    legs,
    pinsOf('fan', true),
  ];
}
