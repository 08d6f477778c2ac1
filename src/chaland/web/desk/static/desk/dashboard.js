// Draws the revenue by week. The policy of the page allows no inline style: SVG and rich-text tooltips need none.
const { weeks, revenue, yearBefore, urls, words } = JSON.parse(document.getElementById("chart-data").textContent);
const box = document.getElementById("chart-weeks");
const language = document.documentElement.lang;
const css = getComputedStyle(document.documentElement);
const token = (name) => css.getPropertyValue(name).trim();
const font = "Figtree, Segoe UI, sans-serif";
// French of the browsers writes a hyphen for the minus.
const euros = (options) => {
  const written = new Intl.NumberFormat(language, { style: "currency", currency: "EUR", ...options });
  return { format: (value) => written.format(value).replace("-", "\u2212") };
};
const money = euros({ maximumFractionDigits: 0 });
const short = euros({ notation: "compact" });
const dayOf = (text) => new Date(`${text}T12:00:00`);
const axisDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const fullDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });

function tooltip(points) {
  const title = words.weekOf.replace("{day}", fullDay.format(dayOf(weeks[points[0].dataIndex])));
  const known = points.filter((point) => point.value !== null && point.value !== undefined);
  return [title, ...known.map((point) => `${point.seriesName} : ${money.format(point.value)}`)].join("\n");
}

function line(name, data, color, width, rest) {
  return { name, data, type: "line", showSymbol: false, lineStyle: { color, width, ...rest }, itemStyle: { color } };
}

const chart = window.echarts.init(box, null, { renderer: "svg" });
chart.setOption({
  animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  animationDuration: 300,
  aria: { enabled: true, label: { description: box.getAttribute("aria-label") } },
  textStyle: { fontFamily: font },
  grid: { left: 4, right: 14, top: 14, bottom: 10, containLabel: true },
  tooltip: {
    trigger: "axis",
    renderMode: "richText",
    backgroundColor: token("--ink"),
    borderWidth: 0,
    padding: [8, 12],
    textStyle: { color: "#fff", fontFamily: font, fontSize: 13 },
    formatter: tooltip,
  },
  xAxis: {
    type: "category",
    data: weeks.map((week) => axisDay.format(dayOf(week))),
    boundaryGap: false,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: token("--line") } },
    axisLabel: { color: token("--ink-2"), fontSize: 12, hideOverlap: true, interval: 7 },
  },
  yAxis: {
    type: "value",
    splitNumber: 4,
    axisLabel: { color: token("--ink-2"), fontSize: 12, formatter: (value) => short.format(value) },
    splitLine: { lineStyle: { color: "#eee7d8" } },
  },
  series: [
    ...(yearBefore.length ? [line(words.yearBefore, yearBefore, "#a08a55", 1.8, { type: [3, 4] })] : []),
    { ...line(words.revenue, revenue, token("--green-700"), 2.6), areaStyle: { color: "#e3f1ea", opacity: 0.75 } },
  ],
});
// Anywhere above a week opens who bought in it, as the figures below the curve do.
const areaOf = (event) => chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]);
const isOnWeek = (event) => chart.containPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]);
chart.getZr().on("click", (event) => {
  if (isOnWeek(event) && revenue[areaOf(event)[0]]) window.location.assign(urls[areaOf(event)[0]]);
});
chart.getZr().on("mousemove", (event) => chart.getZr().setCursorStyle(isOnWeek(event) ? "pointer" : "default"));
new ResizeObserver(() => chart.resize()).observe(box);
