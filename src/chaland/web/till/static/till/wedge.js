// A scanner types like a keyboard, only faster: eight digits or more, less than 40 ms apart, then Enter. Wherever the
// focus is, that is a scan, and the digits leave the field they fell into.
const LEAST = 8;
const GAP = 40;
const PAUSE = 60;
const ENTER = 120;

export function listenForScans(scanned) {
  let digits = "";
  let first = 0;
  let last = 0;
  document.addEventListener("keydown", (event) => {
    const now = event.timeStamp;
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (now - last > PAUSE || !/\d/.test(event.key)) digits = "";
      if (!digits) first = now;
      if (/\d/.test(event.key)) digits += event.key;
      last = now;
      return;
    }
    if (event.key !== "Enter") return;
    const isFast = digits.length >= LEAST && now - last < ENTER && (last - first) / (digits.length - 1) < GAP;
    if (isFast) {
      event.preventDefault();
      event.stopPropagation();
      const field = document.activeElement;
      // A field that asks for a card keeps it.
      if (field && "takesScans" in field.dataset) { field.value = digits; digits = ""; return; }
      if (field && "value" in field && field.value.endsWith(digits)) field.value = field.value.slice(0, -digits.length);
      scanned(digits);
    }
    digits = "";
  }, true);
}
