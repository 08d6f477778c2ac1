// Points used while the network is cut: as many as the card's allowance still holds, taken by the shop afterwards.
import { allowanceOf, spend, worthOf } from "./allowances.js";
import { noteSale } from "./sales.js";
import { euros, number, plural, uuid, word } from "./words.js";

const whole = (typed) => (/^\d{1,9}$/.test(typed.replace(/\s/g, "")) ? Number(typed.replace(/\s/g, "")) : 0);

// file: where customers are shown; named: by what the one at hand is known; operation: a new one, to be kept;
// greet: tells the customer's own screen.
export function pointsCutOff({ file, named, say, operation, greet }) {
  const place = () => file.firstElementChild || file;

  function tell(text, kind) {
    const told = Object.assign(document.createElement("div"), { className: `notice notice-${kind} mt-3` });
    told.append(Object.assign(document.createElement("p"), { textContent: text }));
    told.dataset.cutOff = "";
    file.querySelector("[data-cut-off]")?.remove();
    const head = file.querySelector(".who, header");
    if (head) head.after(told);
    else place().append(told);
    say(text);
  }

  // The balance that stands on the file goes down with what was used, as it will once the shop is told.
  function lessen(found, points) {
    const held = file.querySelector("[data-held]");
    if (!held) return;
    const left = Math.max(0, held.dataset.held - points);
    const noun = held.querySelector("[data-other]");
    held.dataset.held = left;
    held.querySelector(".pts").textContent = number(left);
    noun.textContent = noun.dataset[plural(left)];
    const worth = held.querySelector("[data-worth]");
    if (worth) worth.textContent = left < found.step ? "" : `= ${euros(worthOf(found, left))}`;
  }

  async function offer() {
    const name = named();
    const found = await allowanceOf(name);
    if (!found || name !== named()) return;
    const part = document.getElementById("offline-points").content.cloneNode(true);
    const told = { points: found.points, worth: euros(worthOf(found, found.points)) };
    part.querySelector("[data-text]").textContent = word("allowed", told);
    part.querySelector("[name=key]").value = uuid();
    place().append(part);
  }

  function refused(points, most, step) {
    if (points < 1 || points > most) return most ? "fewerPoints" : "noAllowance";
    return points % step ? "bySteps" : "";
  }

  // The key is that of the form, which may have reached the shop before the cut: points never go twice for it.
  async function burn(form) {
    if (form.hidden) return;
    form.hidden = true;
    const { key, points: typed } = Object.fromEntries(new FormData(form));
    const found = await allowanceOf(named());
    const [points, most] = [whole(typed), found?.points || 0];
    const one = { ...operation(), kind: "burn", key, points, ref: "", card: "", was_cut: true };
    const wrong = refused(points, most, found?.step);
    if (wrong || !(await spend(found, one))) {
      form.hidden = false;
      tell(word(wrong || "fewerPoints", { points: most, step: found?.step }), "error");
      return;
    }
    form.remove();
    lessen(found, points);
    greet();
    tell(word("burnt", { points, worth: euros(worthOf(found, points)) }), "success");
    noteSale(one, word("keptPoints"));
  }

  return { offer, burn, tell };
}
