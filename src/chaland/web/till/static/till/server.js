// What the screen asks the shop. An answer that does not come in time is a cut.
const base = document.body.dataset.base;
const PATIENCE = 8000;

export class Cut extends Error {}

async function send(path, body, headers) {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    return await fetch(`${base}${path}`, { method: "POST", body, headers, signal, credentials: "same-origin" });
  } catch (error) {
    throw new Cut(String(error));
  }
}

export const ask = (path, fields = {}) => send(path, new URLSearchParams(fields));

export async function hand(operations) {
  const body = JSON.stringify({ operations });
  const answer = await send("operations/", body, { "Content-Type": "application/json" });
  if (answer.status === 401) throw Object.assign(new Error("revoked"), { revoked: true });
  if (!answer.ok) throw new Cut(String(answer.status));
  return (await answer.json()).results;
}
