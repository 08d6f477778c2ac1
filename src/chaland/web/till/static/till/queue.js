// What the till did, kept in the browser until the shop has answered for it. Each operation has its key before it is
// sent for the first time, and is always sent from here: a cut changes nothing but when.
const MOST = 2000;
const BATCH = 50;
const WAITS = 3 * 60 * 1000;
const WAITS_AFTER_CUT = 24 * 60 * 60 * 1000;

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("chaland-till", 2);
  asked.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion < 1) {
      asked.result.createObjectStore("operations", { keyPath: "key" });
      asked.result.createObjectStore("state");
    }
    asked.result.createObjectStore("allowances", { keyPath: "mark" });
  };
  asked.onsuccess = () => {
    // Another window brings a newer edition: this one makes room for it.
    asked.result.onversionchange = () => { asked.result.close(); location.reload(); };
    resolve(asked.result);
  };
  asked.onerror = () => reject(asked.error);
});

export async function within(name, mode, act) {
  const store = (await opened).transaction(name, mode).objectStore(name);
  return new Promise((resolve, reject) => {
    const asked = act(store);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export const remember = (name, value) => within("state", "readwrite", (store) => store.put(value, name));
export const remembered = (name) => within("state", "readonly", (store) => store.get(name));

export async function all() {
  const found = await within("operations", "readonly", (store) => store.getAll());
  return found.sort((one, other) => (one.sold_at < other.sold_at ? -1 : 1));
}

export async function keep(operation) {
  if ((await all()).length >= MOST) throw new RangeError("full");
  await within("operations", "readwrite", (store) => store.put(operation));
}

// Both or neither: what was used leaves the allowance as the operation is kept. Tells whether there was enough.
export async function keepSpent(operation, mark) {
  const both = (await opened).transaction(["operations", "allowances"], "readwrite");
  const allowances = both.objectStore("allowances");
  return new Promise((resolve, reject) => {
    let isKept = false;
    const asked = allowances.get(mark);
    asked.onsuccess = () => {
      const found = asked.result;
      if (!found || found.points < operation.points) return;
      allowances.put({ ...found, points: found.points - operation.points });
      both.objectStore("operations").put({ ...operation, word: found.word });
      isKept = true;
    };
    both.oncomplete = () => resolve(isKept);
    both.onerror = () => reject(both.error);
  });
}

// What was settled or taken back meanwhile does not come again.
export const noteCut = (key) => within("operations", "readwrite", (store) => {
  const asked = store.get(key);
  asked.addEventListener("success", () => asked.result && store.put({ ...asked.result, was_cut: true }));
  return asked;
});

export const forget = (key) => within("operations", "readwrite", (store) => store.delete(key));

// In two windows of one till, the same operation may leave twice: the shop counts it once.
const mark = (operation) => within("operations", "readwrite", (store) => store.put(operation));

function isOver(operation) {
  const age = Date.now() - Date.parse(operation.sold_at);
  return age > (operation.was_cut ? WAITS_AFTER_CUT : WAITS);
}

async function settle(operation, result, tell) {
  if (!result || result.state === "later") return;
  if (result.state === "waiting") {
    if (!isOver(operation)) { tell(operation, result); return; }
    result.state = "over";
  }
  if (["conflict", "refused"].includes(result.state) && operation.was_cut) {
    // Nobody is looking any more: it stays in the list until somebody has seen it.
    await mark({ ...operation, said: result.said });
  } else {
    await forget(operation.key);
  }
  tell(operation, result);
}

let sending = null;

// Sends what waits, in batches; `send` answers the results, or throws when there is no network.
export function flush(send, tell) {
  sending = (sending || Promise.resolve()).catch(() => {}).then(async () => {
    const waiting = (await all()).filter((one) => !one.said);
    for (let start = 0; start < waiting.length; start += BATCH) {
      const batch = waiting.slice(start, start + BATCH);
      const results = new Map((await send(batch)).map((one) => [one.key, one]));
      for (const operation of batch) await settle(operation, results.get(operation.key), tell);
    }
  });
  return sending;
}
