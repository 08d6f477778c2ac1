// What the tier of the open customer takes off a basket: told while its amount is typed, also without a network.
import { cents, euros } from "./words.js";

document.addEventListener("input", ({ target }) => {
  if (target.id !== "off") return;
  const { off: percent } = target.closest("[data-off]").dataset;
  const told = target.parentElement.querySelector("output");
  const whole = cents(target.value);
  const off = Math.floor((whole * Number(percent) + 50) / 100);
  told.textContent = whole > 0 ? told.dataset.told.replace("{off}", euros(off)).replace("{rest}", euros(whole - off)) : "";
});
