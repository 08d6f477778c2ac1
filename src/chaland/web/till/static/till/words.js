// The sentences of the screen stand in the page, in its language.
const said = document.getElementById("words").dataset;

export function word(name, values = {}) {
  return (said[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

// 12,50, 12.50, 1 234 or -3: in cents. Null when nothing is typed, NaN when it is no amount.
export function cents(text) {
  const plain = text.replace(/[\s\u00a0\u202f€]/g, "").replace("\u2212", "-").replace(",", ".");
  if (!plain) return null;
  if (!/^-?\d{1,9}(\.\d{1,2})?$/.test(plain)) return Number.NaN;
  return Math.round(Number(plain) * 100);
}

export function euros(value) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" }).format(value / 100).replace("-", "\u2212");
}

export const number = (value) => new Intl.NumberFormat(document.documentElement.lang).format(value);

// "one" or "other"; of millions, French has a word of its own that no points need.
export const plural = (value) => (new Intl.PluralRules(document.documentElement.lang).select(value) === "one" ? "one" : "other");

// A random UUID; the browser's own is there on secure addresses alone.
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
