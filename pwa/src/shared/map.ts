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

export const CLOSEST = 18; // what is still one there, is one place

export class CityMap {
  readonly map: Maplibre;
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
