// A zone of the builder, drawn on the map of the catchment area in a dialog, or as a circle around a store. The zone is
// written into the condition's field of corners: "longitude, latitude; …", as the server reads it.
const dialog = document.querySelector("#zone");
const root = dialog?.querySelector("[data-zone-map]");
const use = dialog?.querySelector("[data-zone-use]");
const KM_PER_DEGREE = 111.195;
const CIRCLE_CORNERS = 16;
let data = null;
let field = null;
let zone = [];

function load(address) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

async function prepare() {
  if (data) return;
  const [answer] = await Promise.all([fetch(dialog.dataset.url), window.echarts ?? load(dialog.dataset.charts)]);
  data = await answer.json();
  const options = data.stores.map(({ name }, place) => new Option(name, place));
  root.querySelector("#zone-store").replaceChildren(...options);
  root.hidden = !data.map.features.length;
  if (root.hidden) dialog.querySelector("p").textContent = dialog.dataset.empty;
  else root.dispatchEvent(new CustomEvent("chaland:map", { bubbles: true, detail: data }));
}

const read = (text) =>
  text
    .split(";")
    .map((corner) => corner.split(",").map(Number))
    .filter((corner) => corner.length === 2 && corner.every(Number.isFinite));

function draw(corners) {
  root.catchmentMap.corners = corners;
  root.catchmentMap.close();
}

async function open(button) {
  field = button.dataset.zoneOf;
  dialog.showModal();
  await prepare();
  if (root.catchmentMap) draw(read(document.getElementById(field)?.value ?? ""));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-zone-of]");
  if (button) open(button);
});

root?.addEventListener("chaland:zone", ({ detail }) => {
  zone = detail.polygon?.slice(0, -1) ?? [];
  use.disabled = zone.length === 0;
});

root?.querySelector("[data-zone-ring]").addEventListener("submit", (event) => {
  event.preventDefault();
  const store = data?.stores[root.querySelector("#zone-store").value];
  const north = Number(root.querySelector("#zone-km").value) / KM_PER_DEGREE;
  if (!store || !root.catchmentMap) return;
  const east = north / Math.cos((store.lat * Math.PI) / 180);
  const rounded = (degrees) => Math.round(degrees * 1e5) / 1e5;
  const corner = (_, step) => {
    const angle = (2 * Math.PI * step) / CIRCLE_CORNERS;
    return [rounded(store.lon + east * Math.cos(angle)), rounded(store.lat + north * Math.sin(angle))];
  };
  draw(Array.from({ length: CIRCLE_CORNERS }, corner));
});

// The rows may have been answered anew meanwhile: the field is looked for by its name.
use?.addEventListener("click", () => {
  const corners = document.getElementById(field);
  dialog.close();
  if (!corners) return;
  corners.value = zone.map((corner) => corner.join(", ")).join("; ");
  corners.dispatchEvent(new Event("input", { bubbles: true }));
});

dialog?.querySelector("[data-zone-close]").addEventListener("click", () => dialog.close());
// Escape first gives up the zone being drawn, then closes.
dialog?.addEventListener("cancel", (event) => root.catchmentMap?.drawing && event.preventDefault());
dialog?.addEventListener("close", () => document.querySelector(`[data-zone-of="${CSS.escape(field)}"]`)?.focus());
