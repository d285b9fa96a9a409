/// <reference lib="webworker" />
// Keeps the shell, and only the shell: the app opens without network. It never touches the outbox and never answers for the API.
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;
interface Entry {
  url: string;
  revision: string | null;
}

const shell = self.__WB_MANIFEST as Entry[];
precacheAndRoute(shell.map((entry) => ({ ...entry, url: `/${entry.url}` })));
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/app/index.html'), { allowlist: [/^\/app(\/|$)/] }));

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});
interface Said {
  title: string;
  body: string;
  tag: string;
  url: string;
}
self.addEventListener('push', (event) => {
  const said = event.data?.json() as Said | undefined;
  if (!said) return;
  const options = { body: said.body, tag: said.tag, icon: '/icons/icon-192.png', data: said.url };
  event.waitUntil(self.registration.showNotification(said.title, options));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data as string));
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
