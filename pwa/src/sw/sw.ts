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
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
