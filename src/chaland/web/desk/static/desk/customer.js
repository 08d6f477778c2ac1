// Digits typed in a form group themselves: days as 24/11/1984, French telephones as 06 39 98 01 23.
const SHAPES = {
  day: (digits) => [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 8)].filter(Boolean).join("/"),
  phone: (digits) => digits.slice(0, 10).match(/.{1,2}/g)?.join(" ") ?? "",
};

// Only what is being typed at the end is touched: a correction in the middle, a deletion or a sign is left alone.
const isPlain = { day: /^[\d/]*$/, phone: /^0[\d ]*$/ };

document.addEventListener("input", (event) => {
  const field = event.target;
  const shape = field.dataset?.format;
  if (!SHAPES[shape] || event.inputType?.startsWith("delete")) return;
  if (field.selectionStart !== field.value.length || !isPlain[shape].test(field.value)) return;
  if (shape === "day" && /^\d{1,2}\/(\d{1,2}\/?)?\d*$/.test(field.value) && field.value.indexOf("/") === 1) return;
  field.value = SHAPES[shape](field.value.replace(/\D/g, ""));
});

// What the keyboard stood on may be replaced by the answer: the focus goes on where it was, or to what is new.
let afterSwap = null;

document.addEventListener("htmx:before:swap", () => {
  const focused = document.activeElement;
  const more = focused?.closest?.(".more");
  if (more) {
    const list = more.parentElement;
    const place = [...list.children].indexOf(more);
    afterSwap = () => list.children[place];
  } else if (focused?.closest?.("#town-field")) {
    afterSwap = () => document.querySelector("#town-field input");
  }
});

document.addEventListener("htmx:after:swap", () => {
  const place = afterSwap?.();
  afterSwap = null;
  const target = place?.querySelector("summary") ?? place;
  if (!target) return;
  if (!target.matches("input, summary")) target.tabIndex = -1;
  target.focus();
});
