// Web Push: asked for where the browser has it, and never waited for. Everything works without it.
import { ask, type Schemas } from './api';

const PATIENCE = 8000; // subscribing hangs where the browser's push service cannot be reached

/** True where this browser will be told from now on. */
export async function subscribeToPush(key: string): Promise<boolean> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return false;
  if ((await Notification.requestPermission()) !== 'granted') return false;
  try {
    const registration = await within(ready());
    const options = { userVisibleOnly: true, applicationServerKey: key };
    const made = (await within(registration.pushManager.subscribe(options))).toJSON();
    if (!made.endpoint || !made.keys) return false;
    const body = { endpoint: made.endpoint, p256dh: made.keys.p256dh ?? '', auth: made.keys.auth ?? '' };
    await ask('/api/me/push', { method: 'POST', body });
    return true;
  } catch {
    return false; // no push service, no network, or refused: the bell and the live board say the same
  }
}

/** At every start, where the person allowed it once: browsers take a subscription away and tell nobody. */
export async function renewPush(): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const preferences = await ask<Schemas['Preferences']>('/api/me/notify').catch(() => null); // without network: the next start
  if (preferences) await subscribeToPush(preferences.key);
}

/** The console has no worker of its own: the phone app's shows the message for both. */
async function ready(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/app/' });
  const waiting = registration.installing ?? registration.waiting;
  if (!registration.active && waiting)
    await new Promise<void>((done) => {
      waiting.addEventListener('statechange', () => waiting.state === 'activated' && done());
    });
  return registration;
}

function within<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, refuse) => setTimeout(() => refuse(new Error('late')), PATIENCE));
  return Promise.race([work, late]);
}
