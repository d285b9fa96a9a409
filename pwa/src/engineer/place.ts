// Where the phone is, while the app is open: positions in batches of their own, lossy by design, apart from the taps.
// A time without any is a gap, and stays one: nothing is filled in.
import { signal } from '@preact/signals';
import { ask, Refusal } from '../shared/api';
import { deviceNow } from '../shared/time';
import { read, write } from './db';
import type { Fix } from './model';
import { me, net } from './state';

const BATCH = 20;
const SEND_EVERY = 10_000;
const OLDEST_LAST = 5 * 60_000;
const GAP = 2 * 60_000;
const MOST_GAPS = 50;
/** Refusals that say nothing about what was sent: signed out, too slow, too much at once. */
const LATER = [401, 408, 429];

export interface Place {
  lat: number;
  lon: number;
  accuracy: number;
  /** Metres a second, where the phone says it. */
  speed: number | null;
  at: number;
}
/** From the last position before it to the first after it, by the phone's clock. */
interface Gap {
  from: number;
  to: number;
}

export const place = signal<Place | null>(null);
export const gaps = signal<Gap[]>([]);
/** Why there is no position, where the phone says it. */
export const blind = signal<'denied' | 'unavailable' | null>(null);
const buffer: Fix[] = [];
let draining = false;
let lock: WakeLockSentinel | null = null;

export function lastPlace(): { lat: number; lon: number } | null {
  return place.value && Date.now() - place.value.at < OLDEST_LAST ? place.value : null;
}

/** The gaps with the one that this position ends, if it ends one. before: when there was a position last. */
function gapsWith(known: readonly Gap[], before: number | null, at: number): Gap[] {
  if (before === null || at - before < GAP) return [...known];
  return [...known, { from: before, to: at }].slice(-MOST_GAPS);
}

export async function followPlace(): Promise<void> {
  if (!('geolocation' in navigator)) return;
  const [known, last] = await read(['meta'], (tx) =>
    Promise.all([tx.objectStore('meta').get('gaps'), tx.objectStore('meta').get('last_fix')]),
  );
  gaps.value = (known as Gap[] | undefined) ?? [];
  let before = (last as number | undefined) ?? null;
  const take = (position: GeolocationPosition) => {
    const at = deviceNow();
    gaps.value = gapsWith(gaps.value, before, at);
    before = at;
    keep(position, at);
  };
  const fail = (error: GeolocationPositionError) => {
    blind.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable';
  };
  navigator.geolocation.watchPosition(take, fail, { enableHighAccuracy: true, maximumAge: 5000 });
  setInterval(() => void flush(buffer.splice(0)), SEND_EVERY);
}

function keep(position: GeolocationPosition, at: number): void {
  const { latitude: lat, longitude: lon, accuracy, speed, heading } = position.coords;
  place.value = { lat, lon, accuracy, speed, at: Date.now() };
  blind.value = null;
  const fix = { device_time: new Date(at).toISOString(), lat, lon, accuracy_m: accuracy, speed_mps: speed };
  buffer.push({ ...fix, heading_deg: Number.isNaN(heading) ? null : heading });
  if (buffer.length >= BATCH) void flush(buffer.splice(0));
}

export async function flush(fixes: Fix[]): Promise<void> {
  if (!me.value) return; // they have taken their data away
  const last = fixes.at(-1);
  if (last)
    await write(
      ['gps', 'meta'],
      async (tx) => {
        const store = tx.objectStore('gps');
        const meta = tx.objectStore('meta');
        await Promise.all([
          ...fixes.map((fix) => store.add(fix)),
          meta.put(Date.parse(last.device_time), 'last_fix'),
          meta.put(gaps.value, 'gaps'),
        ]);
      },
      'relaxed',
    );
  if (draining) return;
  draining = true;
  try {
    while (net.value === 'ok' && (await sendPlaces()));
  } finally {
    draining = false;
  }
}

/** False: there are none, or they are kept and tried again with the next batch. */
async function sendPlaces(): Promise<boolean> {
  const rows = await read(['gps'], async (tx) => {
    const store = tx.objectStore('gps');
    return { keys: await store.getAllKeys(null, 500), fixes: await store.getAll(null, 500) };
  });
  const lastKey = rows.keys.at(-1);
  if (lastKey === undefined) return false;
  try {
    await ask('/api/positions', { method: 'POST', body: { fixes: rows.fixes } });
  } catch (error) {
    if (!(error instanceof Refusal) || LATER.includes(error.status) || error.status >= 500) return false;
  }
  await write(['gps'], (tx) => tx.objectStore('gps').delete(IDBKeyRange.upperBound(lastKey)), 'relaxed');
  return true;
}

/** The screen stays on while travelling; the browser takes the lock away when hidden, so it is asked for again. */
export async function keepAwake(travelling: boolean): Promise<void> {
  if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
  if (travelling && !lock) {
    lock = await navigator.wakeLock.request('screen').catch(() => null);
    lock?.addEventListener('release', () => {
      lock = null;
    });
  } else if (!travelling) {
    await lock?.release();
  }
}
