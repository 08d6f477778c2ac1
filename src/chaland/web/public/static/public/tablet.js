// One person after the other fills in the form. Each entry has its key from the start and waits in the tablet until the
// shop has taken it; then nothing of it stays here.
(() => {
  "use strict";
  const MOST = 500;
  const SHOWN = 6000;
  const IDLE = 90000;
  const form = document.querySelector("form.signup");
  const thanks = document.getElementById("thanks");
  const status = document.getElementById("tablet-status");
  const general = document.getElementById("tablet-error");
  const words = status.dataset;
  const scope = location.pathname;
  let sending = false;
  let timer = 0;
  let idle = 0;
  let refused = 0;

  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open(`chaland-tablet${scope}`, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  async function store(mode, act) {
    const entries = (await opened).transaction("entries", mode).objectStore("entries");
    return new Promise((resolve, reject) => {
      const asked = act(entries);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }
  const all = () => store("readonly", (entries) => entries.getAll());
  const keep = (entry) => store("readwrite", (entries) => entries.put(entry));
  const forget = (key) => store("readwrite", (entries) => entries.delete(key));

  async function post(entry) {
    const body = new URLSearchParams(entry.fields);
    body.set("key", entry.key);
    body.set("at", entry.at);
    const patience = AbortSignal.timeout(8000);
    const answer = await fetch(`${scope}send/`, { method: "POST", body, credentials: "omit", signal: patience });
    if (answer.status === 201) return { taken: true };
    if (answer.status === 422) return { errors: (await answer.json()).errors };
    throw new Error(String(answer.status));
  }

  async function tell() {
    const waiting = (await all()).length;
    const lines = [];
    if (waiting) lines.push(words.waiting.replace("0", waiting));
    if (refused) lines.push(words.refused.replace("0", refused));
    status.textContent = lines.join(" ") || words.ready;
    status.dataset.count = waiting;
  }

  // What waits leaves one by one. No network, or a shop that asks to wait, stops it until the next time; one entry that
  // the shop does not recognise keeps none of the others.
  async function flush() {
    if (sending) return;
    sending = true;
    for (const entry of await all()) {
      const found = await post(entry).catch((error) => ({ failed: error.message }));
      if (found.failed === "403") continue;
      if (found.failed) break;
      if (found.errors) refused += 1;
      await forget(entry.key);
      await tell();
    }
    sending = false;
    tell();
  }

  function show(errors) {
    form.querySelectorAll(".field-error.told").forEach((one) => one.remove());
    general.textContent = errors[""] || "";
    general.hidden = !errors[""];
    let first = null;
    for (const [name, said] of Object.entries(errors)) {
      const input = name && form.elements[name];
      if (!input) continue;
      const line = document.createElement("div");
      line.className = "field-error told";
      line.id = `told_${name}`;
      line.textContent = said;
      const field = input instanceof RadioNodeList ? input[0] : input;
      field.closest(".field").append(line);
      field.setAttribute("aria-describedby", line.id);
      first = first || field;
    }
    if (first) first.focus();
  }

  function restart() {
    clearTimeout(timer);
    form.reset();
    show({});
    thanks.hidden = true;
    form.hidden = false;
    window.scrollTo(0, 0);
  }

  function say() {
    form.reset();
    form.hidden = true;
    thanks.hidden = false;
    thanks.focus();
    clearTimeout(timer);
    timer = setTimeout(restart, SHOWN);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    show({});
    if (!form.reportValidity()) return;
    if ((await all()).length >= MOST) { show({ "": words.full }); return; }
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    const entry = { key: crypto.randomUUID(), at: new Date().toISOString(), fields };
    await keep(entry);
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    const found = await (navigator.onLine ? post(entry).catch(() => ({})) : {});
    button.disabled = false;
    if (found.taken || found.errors) await forget(entry.key);
    if (found.errors) show(found.errors); else say();
    tell();
  });

  document.getElementById("next").addEventListener("click", restart);
  document.getElementById("full").addEventListener("click", () => document.documentElement.requestFullscreen?.());
  for (const kind of ["input", "click", "keydown"]) {
    document.addEventListener(kind, () => { clearTimeout(idle); idle = setTimeout(restart, IDLE); });
  }
  window.addEventListener("online", flush);
  setInterval(flush, 15000);
  restart();
  flush();

  // The page, in both languages, and what it needs: kept once, so that it opens without a network.
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(`${scope}worker.js`, { scope }).then(async () => {
      const needed = performance.getEntriesByType("resource").map((one) => one.name);
      const own = needed.filter((one) => one.startsWith(location.origin) && !one.endsWith("/send/"));
      const kept = await caches.open("chaland-tablet");
      await kept.addAll([...new Set([`${scope}?lang=fr`, `${scope}?lang=en`, scope, ...own])]);
      document.body.dataset.kept = "yes";
    }).catch(() => { /* this browser keeps nothing: the form works with a network */ });
  }
})();
