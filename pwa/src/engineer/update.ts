// New releases wait until the engineer says so: nothing typed is lost to an update.
import { go } from './router';
import { updateReady } from './state';

let waiting: ServiceWorker | null = null;

export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/app/' });
  const offer = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    waiting = registration.waiting;
    updateReady.value = true;
  };
  offer();
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.open) go(data.open); // a message of the phone was tapped
  });
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
}

export function applyUpdate(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting?.postMessage('take over');
}
