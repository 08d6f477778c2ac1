// Draws the charts of a page: each [data-chart] names the script that holds its data, made by charts.py.
// The policy of the page allows no inline style: SVG and rich-text tooltips need none.
const language = document.documentElement.lang;
const css = getComputedStyle(document.documentElement);
const token = (name) => css.getPropertyValue(name).trim();
const font = "Figtree, Segoe UI, sans-serif";
const TONES = {
  green: token("--green-700"), gold: token("--gold"), brick: token("--brick"), sky: token("--sky"),
  sand: "#a08a55", mint: "#7fc2a8", grey: "#8d9690", ink: token("--ink-2"), plum: "#6b4a7a",
};
const ORDER = ["green", "gold", "sky", "brick", "mint", "sand", "plum", "grey", "ink"];
const RAMP = ["#f6f2e8", "#dcefe6", "#b4dccb", "#7fc2a8", "#24775d", "#0f5443"];
// French of the browsers writes a hyphen for the minus.
const format = (options) => (value) => new Intl.NumberFormat(language, options).format(value).replace("-", "\u2212");
const inEuros = (options) => (value) => format({ style: "currency", currency: "EUR", ...options })(value / 100);
const WRITERS = {
  count: format({ maximumFractionDigits: 0 }),
  decimal: format({ maximumFractionDigits: 2 }),
  days: format({ maximumFractionDigits: 1 }),
  percent: format({ style: "percent", maximumFractionDigits: 1 }),
  euros: inEuros({ maximumFractionDigits: 0 }),
};
const AXES = { ...WRITERS, count: format({ notation: "compact" }), euros: inEuros({ notation: "compact" }) };
const color = (series, place) => TONES[series.tone] || TONES[ORDER[place % ORDER.length]];

const label = { color: token("--ink-2"), fontSize: 12, fontFamily: font };
const line = { lineStyle: { color: token("--line") } };
const named = (name, place) => (name ? { name, nameLocation: "middle", nameGap: place, nameTextStyle: label } : {});
// A share does not go beyond the whole, though round steps would.
const whole = ({ max }) => (max > 0.8 && max <= 1 ? 1 : null);
const numbers = (unit, name, place) => ({
  type: "value", ...named(name, place), splitNumber: 4, ...(unit === "percent" ? { max: whole } : {}),
  ...(unit === "count" ? { minInterval: 1 } : {}),
  axisLabel: { ...label, formatter: AXES[unit], hideOverlap: true, alignMaxLabel: "right" }, splitLine: { lineStyle: { color: "#eee7d8" } },
});
const names = (data) => ({ type: "category", data, axisTick: { show: false }, axisLine: line, axisLabel: { ...label, hideOverlap: true } });

function drawn(series, place, chart) {
  const tone = color(series, place);
  const base = { name: series.name, data: series.values, itemStyle: { color: tone } };
  if (chart.kind === "scatter") return { ...base, type: "scatter", symbolSize: 8 };
  if (chart.kind !== "line") return { ...base, type: "bar", barMaxWidth: 44, ...(chart.kind === "stacked" ? { stack: "all" } : {}) };
  return {
    ...base, type: "line", showSymbol: series.values.length < 2,
    lineStyle: { color: tone, width: 2.4, ...(series.dashed ? { type: [3, 4] } : {}) },
    ...(series.filled ? { areaStyle: { color: tone, opacity: 0.14 } } : {}),
  };
}

function axes(chart) {
  const values = numbers(chart.unit, chart.y.label, 52);
  if (chart.kind === "scatter" || (chart.kind === "line" && !chart.categories.length)) {
    return { xAxis: { ...numbers(chart.x.unit, chart.x.label, 28), splitLine: { show: false } }, yAxis: values };
  }
  const along = { ...names(chart.categories), ...named(chart.x.label, 28) };
  return chart.flat ? { xAxis: values, yAxis: { ...along, inverse: true } } : { xAxis: along, yAxis: values };
}

function heat(chart) {
  const data = chart.series.flatMap((row, y) => row.values.map((value, x) => [x, y, value]));
  const known = data.filter((cell) => cell[2] !== null);
  return {
    xAxis: names(chart.categories), yAxis: { ...names(chart.rows), inverse: true },
    visualMap: { show: false, min: 0, max: Math.max(1e-9, ...known.map((cell) => cell[2])), inRange: { color: RAMP } },
    series: [{ type: "heatmap", data: known, itemStyle: { borderColor: "#fff", borderWidth: 2, borderRadius: 4 } }],
  };
}

function said(chart) {
  const write = WRITERS[chart.unit];
  const along = WRITERS[chart.x.unit];
  if (chart.kind === "heat") return ({ value: [x, y, value] }) => `${chart.rows[y]}, ${chart.categories[x]}\n${write(value)}`;
  if (chart.kind === "scatter") return ({ seriesName, value }) => [value[2] || seriesName, `${along(value[0])} · ${write(value[1])}`].join("\n");
  return (points) => {
    const known = points.filter(({ value }) => value !== null && value !== undefined);
    if (!known.length) return "";
    const isPair = Array.isArray(known[0].value);
    const title = isPair ? along(known[0].value[0]) : known[0].axisValueLabel;
    return [title, ...known.map(({ seriesName, value }) => `${seriesName} : ${write(isPair ? value[1] : value)}`)].join("\n");
  };
}

function urlAt(chart, { seriesIndex, dataIndex, value }) {
  if (chart.kind === "heat") return chart.series[value[1]].urls[value[0]];
  return chart.series[seriesIndex]?.urls[dataIndex];
}

function draw(box) {
  const chart = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const hasLegend = chart.kind !== "heat" && chart.series.length > 1;
  const shown = window.echarts.init(box, null, { renderer: "svg" });
  shown.setOption({
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    aria: { enabled: true, label: { description: box.getAttribute("aria-label") } },
    textStyle: { fontFamily: font },
    legend: { show: hasLegend, type: "scroll", top: 0, left: 0, icon: "roundRect", itemWidth: 14, textStyle: label },
    grid: { left: chart.y.label ? 26 : 4, right: 16, top: hasLegend ? 40 : 14, bottom: chart.x.label ? 30 : 8, containLabel: true },
    tooltip: {
      trigger: chart.kind === "heat" || chart.kind === "scatter" ? "item" : "axis",
      renderMode: "richText", confine: true, backgroundColor: token("--ink"), borderWidth: 0, padding: [8, 12],
      textStyle: { color: "#fff", fontFamily: font, fontSize: 13 }, formatter: said(chart),
    },
    ...(chart.kind === "heat" ? heat(chart) : { ...axes(chart), series: chart.series.map((one, place) => drawn(one, place, chart)) }),
  });
  shown.on("click", (event) => {
    const url = urlAt(chart, event);
    if (url) window.location.assign(url);
  });
  new ResizeObserver(() => shown.resize()).observe(box);
}

document.querySelectorAll("[data-chart]").forEach(draw);
