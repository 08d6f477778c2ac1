// A long list to tick: typing narrows it, arrows move in it, and it says how many are chosen.
// Without this script every choice is there, to be scrolled.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function start(picker, bar) {
  const [search, only] = bar.querySelectorAll("input");
  const choices = [...picker.querySelectorAll(".options label")].map((label) => ({
    label,
    box: label.querySelector("input"),
    text: fold(label.textContent),
  }));
  const shown = () => choices.filter(({ label }) => !label.hidden).map(({ box }) => box);

  function count() {
    bar.querySelector("[data-chosen]").textContent = choices.filter(({ box }) => box.checked).length;
  }

  function narrow() {
    const words = fold(search.value).split(/\s+/);
    for (const { label, box, text } of choices) {
      label.hidden = !words.every((word) => text.includes(word)) || (only.checked && !box.checked);
    }
    picker.querySelector("[data-none]").hidden = shown().length > 0;
  }

  function onKey(event) {
    const boxes = shown();
    const place = boxes.indexOf(event.target);
    if (event.key === "ArrowDown") boxes[Math.min(place + 1, boxes.length - 1)]?.focus();
    else if (event.key === "ArrowUp" && place >= 0) (boxes[place - 1] ?? search).focus();
    else if (event.key === "Escape" && place >= 0) search.focus();
    else if (event.key === "Enter" && event.target === search) boxes.length === 1 && boxes[0].click();
    else return;
    event.preventDefault();
  }

  search.addEventListener("input", narrow);
  only.addEventListener("change", narrow);
  picker.addEventListener("change", count);
  picker.addEventListener("keydown", onKey);
  bar.hidden = false;
  narrow();
  count();
}

for (const bar of document.querySelectorAll("[data-picker] .picker-bar")) start(bar.closest("[data-picker]"), bar);
