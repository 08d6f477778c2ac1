// What a campaign says, while it is written: the preview follows, blocks move by their grip or their buttons.
// Without this script every button sends the form, and "Show" fills the preview.
const form = document.querySelector("#content");
const blocks = document.querySelector("#blocks");
const show = document.querySelector("#show");
const frame = document.querySelector(".seen-frame");
const said = document.querySelector("#moved");
let waiting = 0;
let field = null;

function look() {
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(show), 400);
}

// A picture is sent with the form; the preview would send it at each letter. It is taken in once, by saving.
form.addEventListener("input", (event) => {
  if (event.target.type === "file") form.requestSubmit(form.querySelector("[value=save]"));
  else look();
});

function fit() {
  const shape = document.querySelector("[name=shape]:checked")?.value;
  frame.classList.toggle("narrow", !shape || shape === "narrow");
}

for (const choice of document.querySelectorAll("[name=shape], #as")) {
  choice.addEventListener("change", () => {
    fit();
    look();
  });
}

// On a telephone one first looks at what telephones show.
const narrow = document.querySelector("[name=shape][value=narrow]");
if (narrow && matchMedia("(max-width: 700px)").matches) narrow.checked = true;
fit();

// Where the field goes that one clicks: the last text one was in.
form.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea, input[type=text]")) field = target;
});

form.addEventListener("click", (event) => {
  const name = event.target.closest("[data-field]")?.dataset.field;
  if (name && field) {
    field.setRangeText(name, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    look();
  }
  const button = event.target.closest("[data-move]");
  if (button) {
    event.preventDefault();
    move(button);
  }
});

function move(button) {
  const block = button.closest(".block");
  const way = button.dataset.move;
  const next = block.nextElementSibling;
  if (way === "up") block.previousElementSibling?.before(block);
  else if (way === "down") next?.after(block);
  else block.remove();
  if (way === "remove") (next ?? document.querySelector("#add-block")).focus();
  else button.focus();
  tell(way === "remove" ? null : block);
}

function tell(block) {
  said.textContent = block ? `${[...blocks.children].indexOf(block) + 1} / ${blocks.children.length}` : "";
  look();
}

// By its grip a block is dragged before or behind another.
let dragged = null;
for (const grip of document.querySelectorAll(".grip")) {
  grip.hidden = false;
  grip.draggable = true;
  grip.addEventListener("dragstart", (event) => {
    dragged = grip.closest(".block");
    event.dataTransfer.setDragImage(dragged, 10, 10);
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("dragged");
  });
  grip.addEventListener("dragend", () => {
    dragged.classList.remove("dragged");
    tell(dragged);
    dragged = null;
  });
}

blocks?.addEventListener("dragover", (event) => {
  const over = event.target.closest(".block");
  if (!dragged || !over) return;
  event.preventDefault();
  if (over === dragged) return;
  const box = over.getBoundingClientRect();
  over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
});

blocks?.addEventListener("drop", (event) => event.preventDefault());

const target = document.querySelector("[data-focus]")?.dataset.focus;
(document.getElementById(target) ?? form.querySelector("[aria-invalid=true]"))?.focus();
form.requestSubmit(show);
