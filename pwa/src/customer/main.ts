// The server's pages work without this; with it, the customer's sentence keeps itself true, the map shows the engineer coming, and a
// password can be looked at.
import '../shared/base.css';
import '../shared/map.css';
import './customer.css';
import './answers.css';
import type { CityMap, Pin } from '../shared/map';
import { stream } from '../shared/stream';

interface Here {
  lat: number | null;
  lon: number | null;
  seen_at: string | null;
  site_lat: number;
  site_lon: number;
  age: string;
}

const token = document.getElementById('live')?.dataset.token;
let box: HTMLElement | null = null; // the one map's own, for as long as the page is open
let made: Promise<CityMap> | null = null;
let moved = false; // by hand: then it stays where it was put
let latest = 0;

/** One map, however many ask for it before it is there. */
function mapIn(place: HTMLElement, here: Here): Promise<CityMap> {
  if (made) return made;
  box = place;
  const { zoomIn = '', zoomOut = '', credits = '', name = '' } = place.dataset;
  made = import('../shared/map').then(({ CityMap }) => {
    const city = new CityMap(place, [here.site_lon, here.site_lat], 13, { zoomIn, zoomOut, credits, name });
    city.map.on('movestart', (event) => {
      moved ||= event.originalEvent !== undefined;
    });
    return city;
  });
  made.catch(() => {
    made = null; // its file did not arrive: asked for again next time
  });
  return made;
}

async function drawMap(): Promise<void> {
  const place = document.getElementById('map');
  if (!place || !token) return;
  latest += 1;
  const turn = latest;
  const answer = await fetch(`/c/${token}/here`);
  if (!answer.ok) return;
  const here = (await answer.json()) as Here;
  const city = await mapIn(place, here);
  if (turn === latest) show(city, place, here); // else a newer answer is on its way
}

function show(city: CityMap, place: HTMLElement, here: Here): void {
  const pins: Pin[] = [{ id: 'site', lat: here.site_lat, lon: here.site_lon, kind: 'site', label: place.dataset.site ?? '' }];
  const seen = here.lat !== null && here.lon !== null;
  if (here.lat !== null && here.lon !== null) {
    pins.push({ id: 'engineer', lat: here.lat, lon: here.lon, kind: 'moving', label: place.dataset.engineer ?? '' });
    const note = document.getElementById('map-note');
    if (note) note.textContent = here.age;
    const [west, east] = [Math.min(here.lon, here.site_lon), Math.max(here.lon, here.site_lon)];
    const [south, north] = [Math.min(here.lat, here.site_lat), Math.max(here.lat, here.site_lat)];
    if (!moved)
      city.map.fitBounds([west, south, east, north], {
        padding: { top: 48, left: 48, right: 64, bottom: 72 },
        maxZoom: 15,
        duration: 0,
      });
  }
  city.ways(
    'way',
    seen
      ? [
          [
            [here.lon as number, here.lat as number],
            [here.site_lon, here.site_lat],
          ],
        ]
      : [],
  );
  city.show(pins);
}

/** What somebody has begun to fill in stays; a field in which they are typing is not even moved. */
function keepForms(old: HTMLElement, fresh: HTMLElement): void {
  for (const form of old.querySelectorAll<HTMLElement>('[data-kept]'))
    if (!form.contains(document.activeElement)) twinOf(form, fresh)?.replaceWith(form);
}

function twinOf(form: HTMLElement, fresh: HTMLElement): HTMLElement | null {
  return fresh.querySelector<HTMLElement>(`[data-kept="${form.dataset.kept}"]`);
}

/** The fresh page in place of the old one, around the part in which somebody types. */
function putInPlace(old: HTMLElement, fresh: HTMLElement): void {
  const form = document.activeElement?.closest<HTMLElement>('[data-kept]');
  const part = [...old.children].find((child) => form && child.contains(form));
  const twin = form && [...fresh.children].find((child) => child.contains(twinOf(form, fresh)));
  if (!part || !twin) {
    old.replaceWith(fresh);
    return;
  }
  for (const child of [...old.childNodes]) if (child !== part) child.remove();
  const nodes = [...fresh.childNodes];
  part.before(...nodes.slice(0, nodes.indexOf(twin)));
  part.after(...nodes.slice(nodes.indexOf(twin) + 1));
}

/** The server writes the page; the parts that changed are put in place, the map and what is half written stay. */
async function refresh(): Promise<void> {
  const answer = await fetch(`/c/${token}`, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  const old = document.getElementById('live');
  if (!fresh || !old) return;
  const place = fresh.querySelector('#map');
  if (box && place) place.replaceWith(box);
  keepForms(old, fresh);
  putInPlace(old, fresh);
  if (box && place) void made?.then((city) => city.map.resize());
  await drawMap();
}

if (token) {
  void drawMap();
  stream(
    () => `/c/${token}/live`,
    (hint) => {
      if (hint === 'more') void refresh();
      if (hint === 'positions') void drawMap();
    },
  );
  setInterval(() => void refresh(), 30_000);
}

document.querySelector<HTMLElement>('button[data-print]')?.addEventListener('click', () => print());

/** Sign-in without a script has a plain field. */
for (const field of document.querySelectorAll<HTMLInputElement>('input[data-show]')) {
  const button = document.createElement('button');
  const say = (shown: boolean) => {
    field.type = shown ? 'text' : 'password';
    button.textContent = (shown ? field.dataset.hide : field.dataset.show) ?? '';
    button.setAttribute('aria-pressed', String(shown));
  };
  button.type = 'button';
  button.className = 'plain show-password';
  button.onclick = () => say(field.type === 'password');
  say(false);
  field.closest('label')?.after(button);
}
