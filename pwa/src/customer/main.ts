// The customer's page works without this; with it, the sentence keeps itself true and the map shows the engineer coming.
import '../shared/base.css';
import '../shared/map.css';
import './customer.css';
import type { CityMap, Pin } from '../shared/map';

interface Here {
  lat: number | null;
  lon: number | null;
  seen_at: string | null;
  site_lat: number;
  site_lon: number;
  now: string;
}

const live = document.getElementById('live');
const token = live?.dataset.token;
let city: CityMap | null = null;

async function drawMap(): Promise<void> {
  const box = document.getElementById('map');
  if (!box || !token) return;
  const answer = await fetch(`/c/${token}/here`);
  if (!answer.ok) return;
  const here = (await answer.json()) as Here;
  if (!city) {
    const { CityMap } = await import('../shared/map');
    city = new CityMap(box, [here.site_lon, here.site_lat], 13);
  }
  const pins: Pin[] = [{ id: 'site', lat: here.site_lat, lon: here.site_lon, kind: 'site', label: box.dataset.site ?? '' }];
  const note = document.getElementById('map-note');
  if (here.lat !== null && here.lon !== null && here.seen_at) {
    pins.push({ id: 'engineer', lat: here.lat, lon: here.lon, kind: 'moving', label: box.dataset.engineer ?? '' });
    city.line('way', [here.lon, here.lat], [here.site_lon, here.site_lat]);
    const seconds = Math.max(0, Math.round((Date.parse(here.now) - Date.parse(here.seen_at)) / 1000));
    if (note)
      note.textContent = (box.dataset.age ?? '').replace(
        '{age}',
        seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`,
      );
    const [west, east] = [Math.min(here.lon, here.site_lon), Math.max(here.lon, here.site_lon)];
    const [south, north] = [Math.min(here.lat, here.site_lat), Math.max(here.lat, here.site_lat)];
    city.map.fitBounds([west, south, east, north], { padding: 48, maxZoom: 15, duration: 0 });
  }
  city.show(pins);
}

/** The server writes the page; the parts that changed are put in place, the map and a half-written rating stay. */
async function refresh(): Promise<void> {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  const old = document.getElementById('live');
  if (!fresh || !old) return;
  const map = old.querySelector('.map-card');
  const rating = old.querySelector('.rating');
  if (map && fresh.querySelector('.map-card')) fresh.querySelector('.map-card')?.replaceWith(map);
  if (rating && fresh.querySelector('.rating')) fresh.querySelector('.rating')?.replaceWith(rating);
  old.replaceWith(fresh);
  await drawMap();
}

if (token) {
  void drawMap();
  const source = new EventSource(`/c/${token}/live`);
  source.addEventListener('more', () => void refresh());
  source.addEventListener('positions', () => void drawMap());
  setInterval(() => void refresh(), 30_000);
}
