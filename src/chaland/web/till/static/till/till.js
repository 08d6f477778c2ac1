// The till: a scan field that always comes back to, the customer's file beside the sale, function keys, and a lock.
import "./discount.js";
import { listenForScans } from "./wedge.js";
import { all, flush, forget, keep, noteCut, remember, remembered } from "./queue.js";
import { allow } from "./allowances.js";
import { pointsCutOff } from "./burning.js";
import { noteSale, tellKept } from "./sales.js";
import { answerScreens, tellCustomer } from "./greeting.js";
import { offerSellers } from "./sellers.js";
import { ask, Cut, hand } from "./server.js";
import { keepShell } from "./shell.js";
import { cents, uuid, word } from "./words.js";

const at = (id) => document.getElementById(id);
const page = document.body.dataset;
const isDesk = page.place === "welcome";
const IDLE = 10 * 60 * 1000;
const RETRY = 5000;
const file = at("file");
const scan = at("scan");
// Whose file is open, the card that was scanned, who is at the till, whether the network is cut, who is being looked for.
const now = { open: null, card: "", seller: null, isCut: false, waits: null, turn: 0, looking: null };

const named = () => now.card || now.open?.ref || "";
const isFree = () => !named() && !file.querySelector("#new-form");
const greet = () => tellCustomer(file, now.open);
answerScreens(greet, () => now.open);
const say = (text) => { at("status").textContent = text; };
// What waits for the network is said where the seller looks.
const tellCut = () => cutOff.tell(word("offline"), "error");
const home = () => { if (!at("work").hidden) { scan.focus({ preventScroll: true }); scan.select(); } };

function show(html) {
  file.innerHTML = html;
  const article = file.querySelector("article[data-ref]");
  if (article) {
    Object.assign(now, { open: { ...article.dataset }, card: article.dataset.card });
    allow(named(), now.open);
  }
  else if (!file.querySelector("[data-back]")) nobody();
  greet();
  tellWhose();
  say(file.querySelector("[data-said], [data-say]")?.textContent || file.textContent.trim().slice(0, 200));
  const form = file.querySelector("#new-form");
  if (form) (form.querySelector(".is-invalid") || form.querySelector("input.form-control"))?.focus();
  // Who is typing the receipt's number already goes on.
  else if (!at("sale")?.contains(document.activeElement)) home();
}

// A list is no longer about the card of before: its holder would be given what another one buys.
function nobody() {
  const isNew = file.querySelector("#new-form");
  Object.assign(now, { open: null, card: isNew ? now.card : file.querySelector("[data-card]")?.dataset.card || "" });
}

function showTemplate(id, text) {
  const part = at(id).content.cloneNode(true);
  if (text) part.querySelector("[data-text]").textContent = text;
  file.replaceChildren(part);
  if (text) say(text);
}

function tellWhose() {
  const line = at("of");
  if (!line) return;
  const card = now.card && line.dataset.card.replace("{number}", now.card);
  line.textContent = now.open?.name.trim() || card || line.dataset.nobody;
}

function next() {
  Object.assign(now, { open: null, card: "", waits: null, turn: now.turn + 1 });
  scan.value = "";
  at("sale")?.reset();
  if (at("sale")) refuse("");
  showTemplate(now.isCut ? "cut" : "empty");
  greet();
  tellWhose();
  home();
}

// --- the network -----------------------------------------------------------------------------------------------------
async function tellNet() {
  const pill = at("net");
  const waiting = (await all()).filter((one) => !one.said).length;
  const kept = waiting ? ` — ${pill.dataset.kept.replace("{count}", waiting)}` : "";
  const text = (now.isCut ? pill.dataset.offline : pill.dataset.online) + kept;
  if (pill.lastElementChild.textContent !== text) pill.lastElementChild.textContent = text;
  pill.classList.toggle("off", now.isCut);
  pill.dataset.count = waiting;
  await tellKept();
}

async function cut() {
  const isNew = !now.isCut;
  now.isCut = true;
  if (isNew && isFree()) next();
  await tellNet();
}

async function send(path, fields) {
  try {
    const answer = await ask(path, fields);
    if (answer.status === 423) { lockScreen(); return null; }
    if (answer.status === 401) { say(word("revoked")); return null; }
    if (answer.status >= 500) { say(word("failed")); return null; }
    return answer;
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    await cut();
    tellCut();
    return null;
  }
}

// A customer asked for before does not replace the one asked for last. Tells whether the shop answered.
async function fetchFile(path, fields) {
  now.turn += 1;
  const { turn } = now;
  const answer = await send(path, { place: page.place, ...fields });
  if (!answer) return false;
  const html = await answer.text();
  if (turn === now.turn) show(html);
  return true;
}

async function drain() {
  try {
    await flush(hand, settled);
    // Only an answer of the shop ends a cut: with nothing to hand in, it is asked who sells.
    if (now.isCut) await begin();
  } catch (error) {
    if (error.revoked) say(word("revoked"));
    else if (error instanceof Cut) await cut();
    else throw error;
  }
  await tellNet();
}

// --- who is at the till ----------------------------------------------------------------------------------------------
function lockScreen() {
  now.seller = null;
  next();
  at("work").hidden = true;
  at("who").hidden = true;
  at("lock").hidden = false;
  begin();
}

function unlocked(seller) {
  now.seller = seller;
  remember("seller", seller.code);
  at("seller").textContent = seller.name;
  at("who").hidden = false;
  at("lock").hidden = true;
  at("sellers").replaceChildren();
  const wasHidden = at("work").hidden;
  at("work").hidden = false;
  if (wasHidden) next();
  if (isDesk) showCards();
}

// Online, the shop says who is at the till. Cut off, it records for whoever was last there, and shows nothing personal.
async function begin() {
  try {
    const answer = await ask("sellers/");
    if (answer.status === 401) { location.reload(); return; }
    if (!answer.ok) throw new Cut(String(answer.status));
    const { sellers, seller } = await answer.json();
    if (now.isCut && isFree()) showTemplate("empty");
    file.querySelector("[data-cut-off].notice-error")?.remove();
    now.isCut = false;
    if (seller) { unlocked(seller); return; }
    now.seller = null;
    now.open = null;
    file.replaceChildren();
    at("work").hidden = true;
    at("who").hidden = true;
    at("lock").hidden = false;
    offerSellers(at("sellers"), sellers);
    at("no-seller").hidden = sellers.length > 0;
    (at("sellers").querySelector(":checked") ? at("pin") : at("sellers").querySelector("input"))?.focus();
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    const isNew = !now.isCut;
    now.isCut = true;
    at("lock").hidden = true;
    at("work").hidden = false;
    if (!file.firstElementChild || (isNew && isFree())) next();
  }
  await tellNet();
}

async function openTill() {
  const seller = at("sellers").querySelector(":checked")?.value || "";
  const answer = await send("unlock/", { seller, pin: at("pin").value });
  at("pin").value = "";
  if (!answer) return;
  const told = await answer.json();
  at("pin-said").textContent = told.said || "";
  if (told.seller) unlocked(told.seller);
  else at("pin").focus();
}

async function leave() {
  await send("lock/");
  say(word("left"));
  lockScreen();
}

// --- the sale --------------------------------------------------------------------------------------------------------
function operation(number, total) {
  return {
    key: uuid(), till: Number(page.till), seller: now.seller?.code || now.sellerCode || "",
    sold_at: new Date().toISOString(), number, total_cents: total,
    ref: now.open?.ref || "", card: now.card || "", was_cut: now.isCut,
  };
}

function refuse(text, field) {
  at("sale-said").textContent = text;
  for (const one of [at("number"), at("total")]) one.classList.toggle("is-invalid", one === field);
  field?.focus();
}

async function hold(one) {
  try {
    await keep(one);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse(word("full"));
    return false;
  }
  if (!now.isCut) await drain();
  if (now.isCut) await noteCut(one.key);
  await tellNet();
  return true;
}

let handing = false;

// Enter pressed twice is one sale.
async function sell() {
  if (handing) return;
  handing = true;
  try {
    // Whoever types faster than the shop answers sells to the customer just scanned all the same.
    await now.looking;
    await sellOnce();
  } finally {
    handing = false;
  }
}

async function sellOnce() {
  const number = at("number").value.trim();
  const total = cents(at("total").value);
  if (!number) { refuse(word("noNumber"), at("number")); return; }
  if (Number.isNaN(total)) { refuse(word("badTotal"), at("total")); return; }
  if (total === null && now.isCut) { refuse(word("needsTotal"), at("total")); return; }
  refuse("");
  const card = now.waits;
  now.waits = null;
  if (card) await forget(card);
  const one = operation(number, total);
  now.current = one.key;
  const isHeld = await hold(one);
  if (isHeld && now.current === one.key) { noteSale(one, word("kept", one)); next(); say(word("kept", one)); }
}

// A scan alone waits for the receipt that the till's own software hands in; typing its number takes its place.
async function scannedCard(card) {
  Object.assign(now, { open: null, card, turn: now.turn + 1 });
  showTemplate("carded", word("scanned", { number: card }));
  greet();
  tellWhose();
  at("number")?.focus();
  const one = operation("", null);
  if (!isDesk) now.waits = one.key;
  if (now.isCut) await cutOff.offer();
  if (now.waits === one.key) await hold(one);
}

const cutOff = pointsCutOff({ file, named, say, greet, operation: () => operation("", null) });

function settled(one, result) {
  if (one.kind === "burn") {
    const isWrong = ["conflict", "refused"].includes(result.state);
    noteSale(one, isWrong ? result.said : "", isWrong);
    return;
  }
  const mine = one.key === now.current;
  if (result.state === "waiting") { if (one.key === now.waits) say(word("waiting")); return; }
  if (one.key === now.waits) now.waits = null;
  if (!one.number && result.code === "receipt_for_nobody") return;
  if (result.state === "over") { noteSale(one, word("late"), true); return; }
  if (["conflict", "refused"].includes(result.state)) {
    if (mine) { now.current = null; refuse(result.said, at("number")); say(result.said); }
    else if (!one.was_cut) noteSale(one, result.said, true);
    return;
  }
  noteSale(one);
  if (mine || (!one.number && one.card === now.card)) { now.current = null; next(); say(word("done", one)); }
}

// --- keys, clicks, forms ---------------------------------------------------------------------------------------------
async function showCards() {
  const answer = await send("waiting/");
  if (answer) at("cards-waiting").innerHTML = await answer.text();
}

// A search that meets the cut is not lost: what was typed or scanned waits as any card does then.
async function look(text) {
  const isAlone = page.mode === "till" && !isDesk && /^\d{8,}$/.test(text);
  const isAsked = !now.isCut && !isAlone;
  if (isAsked) now.looking = fetchFile("find/", { q: text });
  const isAnswered = isAsked && (await now.looking);
  if (!isAnswered && (now.isCut || isAlone)) await scannedCard(text);
}

const shown = () => fetchFile("show/", { ref: now.open.ref, card: now.open.card });

// What the file offers is reached from its history too.
async function reach(part) {
  if (now.open && file.querySelector("[data-back]")) await shown();
  file.querySelector(part)?.focus();
}

const acts = {
  F2: home,
  F4: (from) => (now.isCut ? tellCut() : fetchFile("new/", { card: from?.dataset.card || (now.open ? "" : now.card) })),
  F6: () => reach("[data-voucher]"),
  F7: () => reach("#burn"),
  F8: () => now.open && fetchFile("history/", { ref: now.open.ref }),
  F9: () => { if (!at("sale")) return; if (at("number").value.trim()) sell(); else at("number").focus(); },
  Escape: next,
};

document.addEventListener("keydown", (event) => {
  if (at("work").hidden || event.ctrlKey || event.altKey || event.metaKey) return;
  if (acts[event.key]) { event.preventDefault(); acts[event.key](); return; }
  const focused = document.activeElement;
  if (event.key.length === 1 && !/^(INPUT|TEXTAREA|SELECT|BUTTON|A)$/.test(focused.tagName)) { scan.focus(); scan.value = ""; }
});

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-key], [data-ref][type=button], [data-consent], [data-told], [data-back]");
  if (!from) return;
  if (from.dataset.key && acts[from.dataset.key]) acts[from.dataset.key](from);
  else if (from.dataset.consent) {
    const { consent: said, purpose, channel } = from.dataset;
    fetchFile("consent/", { said, purpose, channel, ref: now.open.ref, card: now.open.card });
  } else if ("told" in from.dataset) fetchFile("told/", { ref: now.open.ref, card: now.open.card });
  else if ("back" in from.dataset) shown();
  else if (from.dataset.ref) fetchFile("show/", { ref: from.dataset.ref });
});

async function useLoyalty(form) {
  const isBurn = form.dataset.loyalty === "points";
  if (now.open && !now.isCut) {
    const fields = Object.fromEntries(new FormData(form));
    await fetchFile(`${form.dataset.loyalty}/`, { ...fields, ref: now.open.ref, card: now.open.card });
  }
  if (now.isCut && isBurn && form.isConnected) {
    await cutOff.burn(form);
    await tellNet();
  } else if (now.isCut) tellCut();
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.id === "scan-form" && scan.value.trim()) look(scan.value.trim());
  if (form.id === "lock-form") openTill();
  if (form.id === "sale") sell();
  if (form.dataset.loyalty) useLoyalty(form);
  if (form.id === "new-form") {
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    fields.set("send", "1");
    fetchFile("new/", Object.fromEntries(fields)).then(() => isDesk && showCards());
  }
});

at("number")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !at("total").value) { event.preventDefault(); at("total").focus(); }
});
at("who").addEventListener("click", leave);
listenForScans((digits) => { if (!at("work").hidden) { scan.value = digits; look(digits); } });

let idle = 0;
for (const kind of ["keydown", "pointerdown", "input"]) {
  document.addEventListener(kind, () => { clearTimeout(idle); idle = setTimeout(() => now.seller && leave(), IDLE); });
}
window.addEventListener("online", drain);
window.addEventListener("offline", cut);
setInterval(async () => { if (now.isCut || (await all()).some((one) => !one.said)) drain(); }, RETRY);

keepShell(page, isDesk);
remembered("seller").then((code) => { now.sellerCode = code; });
begin().then(drain);
