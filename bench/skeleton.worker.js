// The page from the cache, and nothing else.
self.addEventListener('install', (event) => event.waitUntil(caches.open('skeleton').then((cache) => cache.add('/'))));
self.addEventListener('fetch', (event) => event.respondWith(caches.match(event.request).then((kept) => kept ?? Response.error())));
