// The list of the last sales: what became of each, and what somebody has yet to look at.
import { all, forget } from "./queue.js";
import { euros, word } from "./words.js";

const list = document.getElementById("done");

function labelOf(one) {
  if (one.kind === "burn") return word("points", one);
  return one.number || word("card", { number: one.card });
}

export function noteSale(one, text = "", isWrong = false) {
  if (!list) return;
  const line = list.querySelector(`[data-key="${one.key}"]`) || document.createElement("li");
  line.dataset.key = one.key;
  line.classList.toggle("wrong", isWrong);
  const label = labelOf(one);
  line.replaceChildren(
    Object.assign(document.createElement("b"), { textContent: label }),
    Object.assign(document.createElement("span"), { textContent: one.total_cents === null ? "" : euros(one.total_cents) }),
    Object.assign(document.createElement("small"), { textContent: text }),
  );
  if (isWrong && one.said) line.append(Object.assign(document.createElement("button"), { type: "button", className: "btn btn-line btn-sm", textContent: word("seen") }));
  if (!line.parentElement) list.prepend(line);
  while (list.children.length > 8) list.lastElementChild.remove();
  document.getElementById("done-none").hidden = true;
}

export async function tellKept() {
  for (const one of await all()) if (one.said) noteSale(one, one.said, true);
}

list?.addEventListener("click", async ({ target }) => {
  if (target.tagName !== "BUTTON") return;
  const line = target.closest("li");
  await forget(line.dataset.key);
  line.remove();
});
