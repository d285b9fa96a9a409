// New releases wait until the engineer says so: nothing typed is lost to an update.
import { go } from './router';
import { updateReady } from './state';

let registered: ServiceWorkerRegistration | null = null;
let wanted = false;

export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/app/' });
  registered = registration;
  const offer = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    updateReady.value = true;
    if (wanted) takeOver(); // the one that was told had been overtaken meanwhile
  };
  offer();
  // Loaded while the worker was just starting, or past it: without it, parts that come late would be missing offline.
  if (!navigator.serviceWorker.controller) void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage('claim'));
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.open) go(data.open); // a message of the phone was tapped
  });
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
}

export function applyUpdate(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  wanted = true;
  if (registered?.waiting) takeOver();
  else location.reload(); // another window has taken it over already
}

function takeOver(): void {
  registered?.waiting?.postMessage('take over');
}
