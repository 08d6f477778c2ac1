// Opens the till without a network: its empty screen and what it needs, as they were last seen. Nothing about a
// customer passes here: those answers are sent for by POST, which is never kept.
"use strict";
const CACHE = "chaland-till";
const SCREEN = new URL(self.registration.scope).pathname;
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === SCREEN) event.respondWith(screen(event.request));
  else if (pathname.startsWith("/static/")) event.respondWith(asset(event.request));
});

function fresh(request) {
  return Promise.race([
    fetch(request),
    new Promise((_, reject) => { setTimeout(() => reject(new Error("slow")), PATIENCE); }),
  ]);
}

// Any other answer than the screen says that this browser is no till any more.
async function screen(request) {
  const kept = await caches.open(CACHE);
  try {
    const found = await fresh(request);
    if (found.status >= 500) throw new Error(String(found.status));
    if (found.ok && found.headers.has("X-Chaland-Till")) await kept.put(SCREEN, found.clone());
    else await kept.delete(SCREEN);
    return found;
  } catch (error) {
    const known = await kept.match(SCREEN);
    if (known) return known;
    throw error;
  }
}

async function asset(request) {
  const kept = await caches.open(CACHE);
  try {
    const found = await fresh(request);
    if (found.ok) await kept.put(request, found.clone());
    return found;
  } catch (error) {
    const known = await kept.match(request);
    if (known) return known;
    throw error;
  }
}
