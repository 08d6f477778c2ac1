// Keys, ticks and the order of columns in the customer list. Filters, sorts, pages and exports work without it.
// Everything listens on the document: going back in the browser puts another list in the page.
const grid = () => document.getElementById("grid");
const all = (selector) => [...(grid()?.querySelectorAll(selector) ?? [])];

function move(step) {
  const links = all("a.who");
  const row = document.activeElement?.closest("tbody tr");
  const here = row ? links.indexOf(row.querySelector("a.who")) : -1;
  links[Math.max(0, Math.min(links.length - 1, here + step))]?.focus();
}

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  PageDown: () => move(10),
  PageUp: () => move(-10),
  Home: () => all("a.who")[0]?.focus(),
  End: () => all("a.who").at(-1)?.focus(),
};

const TYPING = "input:not([type=checkbox]), select, textarea, .dropdown, [contenteditable]";

function onFilterKey(event) {
  // The suggestions of a field with a list have these keys for themselves.
  if (event.key !== "ArrowDown" || event.target.list) return;
  event.preventDefault();
  all("a.who")[0]?.focus();
}

function onRowKey(event) {
  if (event.key === " " && event.target.matches("a.who")) {
    event.preventDefault();
    event.target.closest("tr").querySelector("input.pick").click();
  } else if (event.key in KEYS) {
    event.preventDefault();
    KEYS[event.key]();
  }
}

document.addEventListener("keydown", (event) => {
  if (!grid() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input.flt")) {
    onFilterKey(event);
  } else if (event.target.closest(TYPING)) {
    // Letters and arrows belong to the field.
  } else if (event.key === "/") {
    event.preventDefault();
    all(".flt")[0]?.focus();
  } else if (event.target.closest("#grid tbody")) {
    onRowKey(event);
  } else if (event.key === "ArrowDown" && (event.target === document.body || event.target.matches("#grid a"))) {
    event.preventDefault();
    move(1);
  }
});

function showTicks() {
  const picks = all("input.pick");
  const ticked = picks.filter((pick) => pick.checked).length;
  for (const pick of picks) pick.closest("tr").classList.toggle("ticked", pick.checked);
  for (const every of all("#pick-all")) {
    every.checked = ticked > 0 && ticked === picks.length;
    every.indeterminate = ticked > 0 && ticked < picks.length;
  }
  for (const whole of all("[data-whole]")) whole.hidden = ticked > 0;
  for (const part of all("[data-ticked]")) part.hidden = ticked === 0;
  for (const count of all("[data-count]")) count.textContent = ticked;
}

function moveColumn(button) {
  const item = button.closest("li");
  if (button.dataset.move === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
}

document.addEventListener("change", (event) => {
  if (event.target.id === "pick-all") for (const pick of all("input.pick")) pick.checked = event.target.checked;
  if (event.target.matches("input.pick, #pick-all")) showTicks();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("#grid [data-move]");
  if (button) moveColumn(button);
});

function showTab() {
  document.querySelector("#views [aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
}

const shown = () => all("input.pick").map((pick) => pick.value).join();
let before = shown();
showTab();

// A tick belongs to a customer, not to a place: other rows come without.
document.addEventListener("htmx:after:swap", () => {
  showTab();
  if (shown() === before) return;
  before = shown();
  for (const pick of all("input.pick")) pick.checked = false;
  showTicks();
});
