// Draws catchment maps: areas coloured by a figure, stores, circles around one or two of them. Communes are picked by a
// click, by a zone drawn around them or, with the keyboard too, by the boxes of the table beside. The page needs:
//   [data-catchment]              around everything that belongs to one map
//   script[data-map-data]         JSON:
//     map, or url to fetch it     what `insight.catchment_areas.areas` gives
//     areas                       by code: value, which is coloured, and text, its lines as the reader sees them
//     steps                       from the least: from, which colours begin there, and label for the legend
//     stores, rings, named        name, lat and lon of each; kilometres around them; codes whose name is written
//     words                       km ("{km} km"), picked ("{count} …"), drawing: what is said meanwhile
//   [data-map]                    where it is drawn, with an aria-label
//   [data-map-legend], [data-map-status]               a list and a live line; both may be missing
//   button[data-map-do]           draw, undo, clear, in, out; any may be missing
//   input[type=checkbox][data-commune]                 its value is the INSEE code
// A change of what is picked sends chaland:zone from [data-catchment], with detail {codes, polygon}: the communes,
// and the zone as a closed ring of [longitude, latitude], or null when they were picked one by one.
const RAMP = ["#f6f2e8", "#dcefe6", "#b4dccb", "#7fc2a8", "#24775d", "#0f5443"];
const FONT = "Figtree, Segoe UI, sans-serif";
const KM_PER_DEGREE = 111.195;
const FEWEST_CORNERS = 3;
const NEAR_PIXELS = 14;
const ZOOMS = { least: 0.8, most: 12, step: 1.5 };
const MOST_RINGED = 2;

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const radians = (degrees) => (degrees * Math.PI) / 180;

function ring({ lat, lon }, km) {
  const north = km / KM_PER_DEGREE;
  const east = north / Math.cos(radians(lat));
  return Array.from({ length: 73 }, (_, step) => [
    lon + east * Math.cos((step * Math.PI) / 36),
    lat + north * Math.sin((step * Math.PI) / 36),
  ]);
}

function inside([x, y], corners) {
  let crossings = 0;
  corners.forEach(([x1, y1], at) => {
    const [x2, y2] = corners.at(at - 1);
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) crossings += 1;
  });
  return crossings % 2 === 1;
}

// The step that a value falls in, spread over the whole ramp however few the steps are.
function shade(value, steps) {
  const at = steps.findLastIndex((step) => value >= step.from);
  return RAMP[Math.round((Math.max(at, 0) * (RAMP.length - 1)) / Math.max(steps.length - 1, 1))];
}

function legend(list, steps) {
  list.replaceChildren(
    ...[...steps].reverse().map((step) => {
      const line = document.createElement("li");
      line.innerHTML = '<svg width="16" height="14" aria-hidden="true"><rect width="16" height="14" rx="3"/></svg> ';
      line.querySelector("rect").setAttribute("fill", shade(step.from, steps));
      line.append(step.label);
      return line;
    }),
  );
}

class CatchmentMap {
  constructor(root, data, number) {
    Object.assign(this, { root, data, name: `catchment-${number}` });
    Object.assign(this, { picked: new Set(), corners: [], drawing: false, zoom: 1 });
    this.features = data.map.features.map((feature) => feature.properties);
    this.box = root.querySelector("[data-map]");
    window.echarts.registerMap(this.name, data.map);
    this.chart = window.echarts.init(this.box, null, { renderer: "svg" });
    this.chart.setOption(this.option());
    this.boxes().forEach((box) => box.checked && this.picked.add(box.value));
    this.listen();
    this.show();
  }

  option() {
    const { stores, rings = [] } = this.data;
    const latitudes = this.features.map((feature) => feature.cp[1]);
    const ringed = stores.length <= MOST_RINGED ? stores : [];
    const circles = ringed.flatMap((store) => rings.map((km) => ({ km, coords: ring(store, km) })));
    return {
      animation: false,
      textStyle: { fontFamily: FONT },
      tooltip: {
        renderMode: "richText",
        backgroundColor: token("--ink"),
        borderWidth: 0,
        padding: [8, 12],
        textStyle: { color: "#fff", fontFamily: FONT, fontSize: 13 },
      },
      geo: {
        map: this.name,
        nameProperty: "code",
        roam: "move",
        scaleLimit: { min: ZOOMS.least, max: ZOOMS.most },
        aspectScale: Math.cos(radians((Math.min(...latitudes) + Math.max(...latitudes)) / 2)),
        preserveAspect: "contain",
        left: 8,
        right: 8,
        top: 8,
        bottom: 8,
        label: { show: false },
        itemStyle: { areaColor: RAMP[0], borderColor: "#fff", borderWidth: 0.8 },
        emphasis: {
          label: { show: false },
          itemStyle: { areaColor: "inherit", borderColor: token("--ink"), borderWidth: 1.6 },
        },
        tooltip: { show: true, formatter: ({ name }) => this.data.areas[name]?.text ?? this.named(name) },
      },
      series: [
        this.lines("picked", [], { color: token("--brick"), width: 2.4 }),
        this.lines("rings", circles, { color: "#7a5a12", width: 1.2, type: "dashed", opacity: 0.75 }),
        this.signs("distances", this.distances(circles), {
          color: "#5c430a",
          fontWeight: 700,
          backgroundColor: "#fdf2d8",
          padding: [2, 5],
          borderRadius: 5,
        }),
        this.signs("names", this.labels(), { color: token("--ink"), textBorderColor: "#fff", textBorderWidth: 2.5 }),
        {
          ...this.dots("stores", 30, { color: token("--gold"), borderColor: "#5c430a", borderWidth: 1 }),
          data: stores.map((store) => ({ name: store.name, value: [store.lon, store.lat] })),
          symbol: "pin",
          silent: false,
          tooltip: { formatter: "{b}" },
        },
        this.lines("zone", [], { color: token("--brick"), width: 2.4 }),
        this.dots("corners", 9, { color: token("--brick") }),
      ],
    };
  }

  lines(id, data, style) {
    const lineStyle = { opacity: 1, ...style };
    return { type: "lines", id, coordinateSystem: "geo", polyline: true, silent: true, data, lineStyle };
  }

  dots(id, symbolSize, style) {
    const itemStyle = { opacity: 1, ...style };
    return { type: "scatter", id, coordinateSystem: "geo", silent: true, symbolSize, data: [], itemStyle };
  }

  signs(id, data, style) {
    const label = { show: true, formatter: "{b}", fontSize: 11, ...style };
    return { ...this.dots(id, 1, {}), data, label, labelLayout: { hideOverlap: true } };
  }

  distances(circles) {
    const named = (km) => this.data.words.km.replace("{km}", km);
    return circles.map(({ km, coords }) => ({ name: named(km), value: coords[60] }));
  }

  labels() {
    const named = new Set(this.data.named ?? []);
    return this.features.filter((one) => named.has(one.code)).map((one) => ({ name: one.name, value: one.cp }));
  }

  named(code) {
    return this.features.find((one) => one.code === code)?.name ?? code;
  }

  boxes() {
    return [...this.root.querySelectorAll("input[data-commune]")];
  }

  listen() {
    new ResizeObserver(() => this.chart.resize()).observe(this.box);
    // The click that closes a zone reaches the area below it afterwards, and must not pick it.
    this.chart.getZr().on("click", (event) => this.drawing && this.corner((this.last = event)));
    this.chart.on("click", "geo", ({ name, event }) => event !== this.last && this.toggle(name));
    this.root.addEventListener("change", ({ target }) => target.matches("input[data-commune]") && this.tick(target));
    this.root.addEventListener("click", ({ target }) => this.act(target.closest("[data-map-do]")?.dataset.mapDo));
    this.root.addEventListener("keydown", ({ key }) => key === "Escape" && this.drawing && this.stop([]));
  }

  act(what) {
    if (what === "draw") this.drawing ? this.close() : this.begin();
    if (what === "undo") this.stop(this.corners.slice(0, -1), this.drawing);
    if (what === "clear") this.pick([]);
    if (what === "in") this.scale(ZOOMS.step);
    if (what === "out") this.scale(1 / ZOOMS.step);
  }

  scale(factor) {
    this.zoom = Math.min(Math.max(this.zoom * factor, ZOOMS.least), ZOOMS.most);
    this.chart.setOption({ geo: { zoom: this.zoom } });
  }

  toggle(code) {
    const area = this.features.find((one) => one.code === code);
    const had = area.codes.some((one) => this.picked.has(one));
    area.codes.forEach((one) => (had ? this.picked.delete(one) : this.picked.add(one)));
    this.pick(this.picked);
  }

  tick(box) {
    box.checked ? this.picked.add(box.value) : this.picked.delete(box.value);
    this.pick(this.picked);
  }

  begin() {
    this.pick([]);
    this.stop([], true);
  }

  corner({ offsetX, offsetY }) {
    const [first] = this.corners;
    const [x, y] = first ? this.chart.convertToPixel({ geoIndex: 0 }, first) : [];
    if (first && Math.hypot(x - offsetX, y - offsetY) < NEAR_PIXELS) return this.close();
    const place = this.chart.convertFromPixel({ geoIndex: 0 }, [offsetX, offsetY]);
    return this.stop([...this.corners, place.map((degrees) => Math.round(degrees * 1e5) / 1e5)], true);
  }

  close() {
    if (this.corners.length < FEWEST_CORNERS) return this.stop([]);
    const codes = this.features.filter((one) => inside(one.cp, this.corners)).flatMap((one) => one.codes);
    return this.pick(codes, [...this.corners, this.corners[0]]);
  }

  // Sets the corners of the zone being drawn, which goes on or not.
  stop(corners, drawing = false) {
    this.corners = corners;
    this.drawing = drawing;
    this.show();
  }

  pick(codes, polygon = null) {
    this.picked = new Set(codes);
    this.boxes().forEach((box) => (box.checked = this.picked.has(box.value)));
    this.stop(polygon ?? []);
    const detail = { codes: [...this.picked], polygon };
    this.root.dispatchEvent(new CustomEvent("chaland:zone", { bubbles: true, detail }));
  }

  outlines() {
    const isPicked = ({ properties }) => properties.codes.some((one) => this.picked.has(one));
    const shapes = this.data.map.features.filter(isPicked).map((feature) => feature.geometry);
    const polygons = shapes.flatMap((shape) => (shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates));
    return polygons.map(([outer]) => ({ coords: outer }));
  }

  show() {
    const { areas, steps, words } = this.data;
    const colour = (code) => ({ areaColor: shade(areas[code]?.value ?? 0, steps) });
    this.chart.setOption({
      geo: { regions: this.features.map(({ code }) => ({ name: code, itemStyle: colour(code) })) },
      series: [
        { id: "picked", data: this.outlines() },
        { id: "zone", data: this.corners.length > 1 ? [{ coords: this.corners }] : [] },
        { id: "corners", data: this.drawing ? this.corners : [] },
      ],
    });
    this.box.classList.toggle("drawing", this.drawing);
    this.root.querySelector('[data-map-do="draw"]')?.setAttribute("aria-pressed", this.drawing);
    const status = this.root.querySelector("[data-map-status]");
    if (status) status.textContent = this.drawing ? words.drawing : words.picked.replace("{count}", this.picked.size);
  }
}

async function start(root, number) {
  const data = JSON.parse(root.querySelector("[data-map-data]").textContent);
  data.map ??= await (await fetch(data.url)).json();
  const list = root.querySelector("[data-map-legend]");
  if (list) legend(list, data.steps);
  if (data.map.features.length) root.catchmentMap = new CatchmentMap(root, data, number);
}

document.querySelectorAll("[data-catchment]").forEach(start);

// A map that is only drawn when somebody asks for it: the event comes from its root, with the data as its detail.
document.addEventListener("chaland:map", ({ target, detail }) => {
  const list = target.querySelector("[data-map-legend]");
  if (list) legend(list, detail.steps);
  target.catchmentMap = new CatchmentMap(target, detail, target.id || "asked");
});
