// Where the phone is, while the app is open: positions in batches of their own, lossy by design, apart from the taps.
import { ask, Refusal } from '../shared/api';
import { deviceNow } from '../shared/time';
import { read, write } from './db';
import { net } from './state';

const BATCH = 20;
const SEND_EVERY = 10_000;
const OLDEST_LAST = 5 * 60_000;
let last: { lat: number; lon: number; at: number } | null = null;
const buffer: Parameters<typeof flush>[0] = [];
let lock: WakeLockSentinel | null = null;

interface Fix {
  device_time: string;
  lat: number;
  lon: number;
  accuracy_m: number;
  speed_mps: number | null;
  heading_deg: number | null;
}

export function lastPlace(): { lat: number; lon: number } | null {
  return last && Date.now() - last.at < OLDEST_LAST ? last : null;
}

export function followPlace(): void {
  if (!('geolocation' in navigator)) return;
  navigator.geolocation.watchPosition(take, () => undefined, { enableHighAccuracy: true, maximumAge: 5000 });
  setInterval(() => void flush(buffer.splice(0)), SEND_EVERY);
}

function take(position: GeolocationPosition): void {
  const { latitude: lat, longitude: lon, accuracy, speed, heading } = position.coords;
  last = { lat, lon, at: Date.now() };
  const fix = {
    device_time: new Date(deviceNow()).toISOString(),
    lat,
    lon,
    accuracy_m: accuracy,
    speed_mps: speed,
    heading_deg: heading,
  };
  buffer.push({ ...fix, heading_deg: Number.isNaN(heading) ? null : heading });
  if (buffer.length >= BATCH) void flush(buffer.splice(0));
}

async function flush(fixes: Fix[]): Promise<void> {
  if (fixes.length)
    await write(['gps'], async (tx) => void (await Promise.all(fixes.map((fix) => tx.objectStore('gps').add(fix)))), 'relaxed');
  if (net.value === 'ok') await sendPlaces();
}

async function sendPlaces(): Promise<void> {
  const rows = await read(['gps'], async (tx) => {
    const store = tx.objectStore('gps');
    return { keys: await store.getAllKeys(null, 500), fixes: await store.getAll(null, 500) };
  });
  const lastKey = rows.keys.at(-1);
  if (lastKey === undefined) return;
  try {
    await ask('/api/positions', { method: 'POST', body: { fixes: rows.fixes } });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 401 || error.status >= 500) return; // kept, tried again with the next batch
  }
  await write(['gps'], (tx) => tx.objectStore('gps').delete(IDBKeyRange.upperBound(lastKey)), 'relaxed');
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
