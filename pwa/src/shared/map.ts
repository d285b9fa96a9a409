// The map of all faces: MapLibre over the roads that the server brings along, or the map that the installation was given.
import { GeoJSONSource, Map as Maplibre, Marker, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { type Base, baseStyle, token } from './base-map';

setWorkerUrl(workerUrl);

export interface Pin {
  id: string;
  lat: number;
  lon: number;
  kind: string;
  label: string;
  stale?: boolean;
}

/** What the map's own controls say; the customer's page has its words from the server. */
export interface Words {
  zoomIn: string;
  zoomOut: string;
  credits: string;
  name: string;
}

interface Place {
  lat: number;
  lon: number;
}

/** Pixels by which a key moves a place. */
const STEPS: Record<string, [number, number]> = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] };

export const CLOSEST = 18; // what is still one there, is one place

export class CityMap {
  readonly map: Maplibre;
  private movable: Marker | null = null;
  private drawn = new globalThis.Map<string, { coordinates: [number, number][][]; planned: boolean }>();
  private markers = new globalThis.Map<string, { marker: Marker; pin: Pin }>();

  constructor(container: HTMLElement, centre: [number, number], zoom: number, words: Words, base: Base | null = null) {
    this.map = new Maplibre({
      locale: {
        'NavigationControl.ZoomIn': words.zoomIn,
        'NavigationControl.ZoomOut': words.zoomOut,
        'AttributionControl.ToggleAttribution': words.credits,
        'Map.Title': words.name,
      },
      container,
      style: baseStyle(base),
      center: centre,
      zoom,
      attributionControl: { compact: true },
      dragRotate: false,
      boxZoom: false, // dragged with Shift, pins are selected
      maxZoom: CLOSEST,
      fadeDuration: 0,
    });
    this.map.on('style.load', () => {
      for (const id of this.drawn.keys()) this.putWays(id);
    });
    this.map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', () => this.map.setStyle(baseStyle(base)));
  }

  /** The credits shrink to their button, which opens them: in a narrow panel they lie over what is under them. */
  foldCredits(): void {
    this.map.once('load', () => {
      this.map.getContainer().querySelector('.maplibregl-ctrl-attrib')?.classList.remove('maplibregl-compact-show');
    });
  }

  /** Shows exactly these pins; those that stay glide to their new place. */
  show(pins: Pin[], onPick?: (id: string) => void): void {
    const wanted = new Set(pins.map((pin) => pin.id));
    for (const [id, { marker }] of this.markers) {
      if (!wanted.has(id)) {
        marker.remove();
        this.markers.delete(id);
      }
    }
    for (const pin of pins) {
      const known = this.markers.get(pin.id);
      const element = known?.marker.getElement() ?? document.createElement(onPick ? 'button' : 'span');
      element.className = `pin ${pin.kind} ${pin.stale ? 'stale' : ''} maplibregl-marker`;
      element.title = pin.label;
      element.setAttribute('aria-label', pin.label);
      if (!onPick) element.setAttribute('role', 'img');
      if (known) known.marker.setLngLat([pin.lon, pin.lat]);
      else {
        element.onclick = (event) => {
          event.stopPropagation();
          onPick?.(pin.id);
        };
        const marker = new Marker({ element }).setLngLat([pin.lon, pin.lat]).addTo(this.map);
        this.markers.set(pin.id, { marker, pin });
      }
    }
  }

  /** One place that can be moved, by hand or with the arrow keys; undefined takes it away. onMove null: it only shows where it is. */
  point(at: Place | undefined, label: string, onMove: ((at: Place) => void) | null): void {
    this.movable?.remove();
    this.movable = null;
    if (!at) return;
    const element = document.createElement(onMove ? 'button' : 'span');
    element.className = 'pin place chosen maplibregl-marker';
    element.title = label;
    element.setAttribute('aria-label', label);
    element.dataset.place = '';
    if (!onMove) element.setAttribute('role', 'img');
    const marker = new Marker({ element, draggable: onMove !== null }).setLngLat([at.lon, at.lat]).addTo(this.map);
    this.movable = marker;
    if (!onMove) return;
    const said = () => onMove({ lat: marker.getLngLat().lat, lon: marker.getLngLat().lng });
    marker.on('dragend', said);
    element.onkeydown = (event) => {
      const [x, y] = STEPS[event.key] ?? [0, 0];
      if (!x && !y) return;
      event.preventDefault();
      event.stopPropagation();
      const { x: left, y: top } = this.map.project(marker.getLngLat());
      marker.setLngLat(this.map.unproject([left + x, top + y]));
      said();
    };
  }

  /** Draws these ways, and no others under this name. planned: nobody has gone them yet. */
  ways(id: string, ways: [number, number][][], planned = true): void {
    const coordinates = ways.filter((way) => way.length > 1);
    if (JSON.stringify(coordinates) === JSON.stringify(this.drawn.get(id)?.coordinates ?? [])) return; // each drawing is one of the whole map
    this.drawn.set(id, { coordinates, planned });
    if (this.map.isStyleLoaded()) this.putWays(id);
    else this.map.once('idle', () => this.putWays(id));
  }

  private putWays(id: string): void {
    const { coordinates = [], planned } = this.drawn.get(id) ?? {};
    const data = { type: 'MultiLineString' as const, coordinates };
    const source = this.map.getSource(id);
    if (source instanceof GeoJSONSource) return void source.setData(data);
    this.map.addSource(id, { type: 'geojson', data });
    const colour = { 'line-color': token('--accent') };
    const paint = planned
      ? { ...colour, 'line-width': 2, 'line-dasharray': [2, 2] }
      : { ...colour, 'line-width': 4, 'line-opacity': 0.7 };
    const pins = this.map.getLayersOrder().find((layer) => this.map.getLayer(layer)?.metadata === 'pins');
    this.map.addLayer({ id, type: 'line', source: id, paint }, pins);
  }
}
