// Moves through the answers under the search of the top bar with the arrow keys; Enter opens the first one.
const box = document.querySelector("[data-search]");
const answers = document.getElementById("search-results");

function hits() {
  return [...answers.querySelectorAll("a.search-hit")];
}

function moveTo(place) {
  const found = hits();
  if (place < 0) box.focus();
  else if (found.length) found[Math.min(place, found.length - 1)].focus();
}

if (box) {
  box.form.addEventListener("keydown", (event) => {
    const place = hits().indexOf(document.activeElement);
    if (event.key === "ArrowDown") moveTo(place + 1);
    else if (event.key === "ArrowUp" && place >= 0) moveTo(place - 1);
    else if (event.key === "Escape") box.focus();
    else return;
    event.preventDefault();
  });

  box.form.addEventListener("submit", (event) => {
    const [first] = hits();
    if (!first || first.closest("[data-text]").dataset.text !== box.value.trim()) return;
    event.preventDefault();
    first.click();
  });
}
