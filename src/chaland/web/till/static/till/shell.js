// The empty screen and what it needs, kept once, so that it opens without a network.
export async function keepShell(page, isDesk) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(`${page.base}worker.js`, { scope: page.base });
    const needed = performance.getEntriesByType("resource").map((one) => one.name);
    const own = needed.filter((one) => one.startsWith(`${location.origin}/static/`));
    const kept = await caches.open("chaland-till");
    await kept.addAll([...new Set([...own, ...(isDesk ? [] : [page.base])])]);
    page.kept = "yes";
  } catch { /* this browser keeps nothing: the till works with a network */ }
}
