/// <reference lib="webworker" />
// Keeps the shell, and only the shell: the app opens without network. It never changes the outbox and never answers for the API.
import { cacheNames, setCacheNameDetails } from 'workbox-core';
import { createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { readDevice, useDatabaseOf, writeDevice } from '../engineer/db';
import { fileName, unsentFile } from '../engineer/export';
import { read } from './push';

declare const self: ServiceWorkerGlobalScope;
interface Entry {
  url: string;
  revision: string | null;
}

const shell = (self.__WB_MANIFEST as Entry[]).map((entry) => ({ ...entry, url: `/${entry.url}` }));
// A cache a release: a page of the release before, still open, finds its own parts until the next release but one.
setCacheNameDetails({ prefix: 'outrider', precache: 'shell', suffix: numbered(JSON.stringify(shell)) });
precacheAndRoute(shell, { directoryIndex: '' }); // /app/ is opened below, after a look for holes
// The way out of a broken shell: the unsent work as a file, without any part of the app.
const WAY_OUT = '/app/unsent-work.json';
registerRoute(({ url }) => url.pathname === WAY_OUT, unsentWork);
const opened = createHandlerBoundToURL('/app/index.html');
registerRoute(
  new NavigationRoute(async (options) => ((await whole()) ? opened(options) : broken()), { allowlist: [/^\/app(\/|$)/] }),
);
registerRoute(
  ({ url }) => url.pathname.startsWith('/assets/'),
  async ({ request }) => (await caches.match(request)) ?? fetch(request),
);

function numbered(text: string): string {
  let sum = 0;
  for (const letter of text) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0;
  return (sum >>> 0).toString(16);
}

/** Browsers drop single files. What is missing is fetched again before the app opens; false: without network it cannot be. */
async function whole(): Promise<boolean> {
  const cache = await caches.open(cacheNames.precache);
  const kept = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  const missing = shell.filter((entry) => /\.(html|js|css)$/.test(entry.url) && !kept.has(entry.url));
  if (!missing.length) return true;
  return Promise.all(missing.map((entry) => fill(cache, entry))).then(
    () => true,
    () => false,
  );
}

/** Kept under the name that precaching looks it up by. */
async function fill(cache: Cache, entry: Entry): Promise<void> {
  const answer = await fetch(entry.url, { cache: 'no-cache' });
  if (!answer.ok) throw new TypeError(`${entry.url}: ${answer.status}`);
  await cache.put(entry.revision ? `${entry.url}?__WB_REVISION__=${entry.revision}` : entry.url, answer);
}

const BROKEN = import.meta.glob<string>('../shared/locales/*.json', { eager: true, import: 'shell_broken' });
const EXPORT = import.meta.glob<string>('../shared/locales/*.json', { eager: true, import: 'shell_export' });
/** In every language at once: the files that hold the words may be those that are gone. */
function broken(): Response {
  const words = Object.entries(BROKEN).map(([file, text]) => `<p>${text}</p><p><a href="${WAY_OUT}">${EXPORT[file]}</a></p>`);
  const page = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Outrider</title>${words.join('')}`;
  return new Response(page, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

async function unsentWork(): Promise<Response> {
  const person = (await readDevice('me')) as { user_id: string } | undefined;
  if (!person) return new Response('', { status: 404 });
  if ((await readDevice('locked')) === person.user_id) return new Response('', { status: 403 });
  useDatabaseOf(person.user_id);
  const headers = { 'content-type': 'application/json', 'content-disposition': `attachment; filename="${fileName()}"` };
  return new Response(await unsentFile(person.user_id), { headers });
}

/** Only the release that was in use before stays: one that waited and was overtaken was never on a screen. */
async function forgetOldReleases(): Promise<void> {
  const used = await readDevice('release');
  const names = await caches.keys(); // in the order in which they were made: one that comes after this is just being installed
  const before = names.slice(0, names.indexOf(cacheNames.precache));
  const kept = before.includes(String(used)) ? used : before.at(-1);
  await Promise.all(before.filter((name) => name !== kept).map((name) => caches.delete(name)));
  await writeDevice('release', cacheNames.precache);
}

/** The app that is open already goes there, and is not opened a second time. */
async function openAt(url: string): Promise<void> {
  const [app] = url.startsWith('/app/') ? await self.clients.matchAll({ type: 'window' }) : [];
  if (!app) return void (await self.clients.openWindow(url));
  await app.focus();
  app.postMessage({ open: url });
}

/** Browsers hurry the worker in charge to its end only where it runs at that moment: one that a request was just waking stayed for
 * half a minute, or for five. So it is awake before. Any of ours answers this question, it is the router's own; the bound is for
 * one that cannot start any more. */
function awake(worker: ServiceWorker): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    setTimeout(resolve, 5_000);
    worker.postMessage({ type: 'CACHE_URLS', payload: { urlsToCache: [] } }, [port2]);
  });
}

async function takeOver(): Promise<void> {
  if (self.registration.active) await awake(self.registration.active);
  await self.skipWaiting();
}

self.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(takeOver());
  if (event.data === 'claim') event.waitUntil(self.clients.claim());
});
self.addEventListener('push', (event) => {
  const said = read(event.data);
  const options = { body: said.body, tag: said.tag, icon: '/icons/icon-192.png', data: said.url };
  event.waitUntil(self.registration.showNotification(said.title, options));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openAt(event.notification.data as string));
});
self.addEventListener('activate', (event) => event.waitUntil(Promise.allSettled([forgetOldReleases(), self.clients.claim()])));
