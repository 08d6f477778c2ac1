// Keys, ticks and the order of columns in the customer list. Everything works without it but these.
const grid = document.getElementById("grid");

const links = () => [...grid.querySelectorAll("a.who")];
const picks = () => [...grid.querySelectorAll("input.pick")];

function move(step) {
  const all = links();
  const row = document.activeElement?.closest("tbody tr");
  const here = row ? all.indexOf(row.querySelector("a.who")) : -1;
  const next = all[Math.max(0, Math.min(all.length - 1, here + step))];
  next?.focus();
}

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  PageDown: () => move(10),
  PageUp: () => move(-10),
  Home: () => links()[0]?.focus(),
  End: () => links().at(-1)?.focus(),
};

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), select, textarea, .dropdown-menu, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (!grid || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input.flt") && event.key === "ArrowDown" && !event.target.list) {
    event.preventDefault();
    links()[0]?.focus();
    return;
  }
  if (isTyping(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    grid.querySelector(".flt")?.focus();
  } else if (event.key === " " && event.target.matches("a.who")) {
    event.preventDefault();
    event.target.closest("tr").querySelector("input.pick").click();
  } else if (event.target.closest("tbody") && event.key in KEYS) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (event.key === "ArrowDown" && event.target === document.body) {
    event.preventDefault();
    move(1);
  }
});

function showTicks() {
  const all = picks();
  const ticked = all.filter((pick) => pick.checked);
  for (const pick of all) pick.closest("tr").classList.toggle("ticked", pick.checked);
  const every = grid.querySelector("#pick-all");
  if (every) {
    every.checked = ticked.length > 0 && ticked.length === all.length;
    every.indeterminate = ticked.length > 0 && ticked.length < all.length;
  }
  const whole = grid.querySelector("[data-whole]");
  if (!whole) return;
  whole.hidden = ticked.length > 0;
  grid.querySelector("[data-ticked]").hidden = ticked.length === 0;
  grid.querySelector("[data-count]").textContent = ticked.length;
}

function moveColumn(button) {
  const item = button.closest("li");
  if (button.dataset.move === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
}

if (grid) {
  grid.addEventListener("change", (event) => {
    if (event.target.id === "pick-all") for (const pick of picks()) pick.checked = event.target.checked;
    if (event.target.matches("input.pick, #pick-all")) showTicks();
  });
  grid.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) moveColumn(button);
  });
  // Rows swapped in are other rows: a tick belongs to a customer, not to a place.
  document.addEventListener("htmx:after:swap", () => {
    for (const pick of picks()) pick.checked = false;
    showTicks();
  });
  showTicks();
}
