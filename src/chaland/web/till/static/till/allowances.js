// What a card may use without a network: a word signed by the shop, kept under a mark that tells no card number. The key
// that makes the marks never leaves the browser, and no script can read it.
import { keepSpent, remember, remembered, within } from "./queue.js";

const MOST = 500;
const { till } = document.body.dataset;

async function ownKey() {
  const known = await remembered("marks");
  if (known) return known;
  const fresh = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  await remember("marks", fresh);
  return fresh;
}

async function markOf(name) {
  const sealed = await crypto.subtle.sign("HMAC", await ownKey(), new TextEncoder().encode(`${till}:${name}`));
  return [...new Uint8Array(sealed)].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// An address without a certificate offers no such keys, and no page that opens without a network either.
const isPossible = Boolean(globalThis.crypto?.subtle);

async function sweep() {
  const found = await within("allowances", "readonly", (store) => store.getAll());
  const byAge = found.sort((one, other) => (one.until < other.until ? 1 : -1));
  const old = byAge.filter((one, place) => place >= MOST || Date.parse(one.until) < Date.now());
  for (const { mark } of old) await within("allowances", "readwrite", (store) => store.delete(mark));
}

// name: the card that was scanned, or the word by which the file is open. told: what the file says of it.
export async function allow(name, told) {
  if (!isPossible) return;
  const mark = await markOf(name);
  if (!told.word) { await within("allowances", "readwrite", (store) => store.delete(mark)); return; }
  const numbers = { points: Number(told.points), step: Number(told.step), worth: Number(told.worth) };
  await within("allowances", "readwrite", (store) => store.put({ mark, word: told.word, until: told.until, ...numbers }));
  await sweep();
}

export async function allowanceOf(name) {
  if (!isPossible) return null;
  const mark = await markOf(name);
  const found = await within("allowances", "readonly", (store) => store.get(mark));
  return found && found.points > 0 && Date.parse(found.until) > Date.now() ? found : null;
}

export const worthOf = (allowance, points) => Math.floor(points / allowance.step) * allowance.worth;

export const spend = (allowance, operation) => keepSpent(operation, allowance.mark);
