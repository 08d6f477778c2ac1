// Opens the tablet's form without a network: its page and what the page needs, as they were last seen. Nothing typed
// passes here.
"use strict";
const CACHE = "chaland-tablet";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== self.location.origin) return;
  event.respondWith(answer(event.request));
});

async function answer(request) {
  const kept = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await kept.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const found = (await kept.match(request)) || (await kept.match(request, { ignoreSearch: true }));
    if (found) return found;
    throw error;
  }
}
