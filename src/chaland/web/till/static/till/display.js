// The customer's own screen: the till beside it says whom to greet, by their first name, and what their points are; nothing is kept.
const hello = document.getElementById("hello");
const join = document.getElementById("join");
const line = hello.querySelector("[data-hello]");
const till = new BroadcastChannel("chaland-till");
till.addEventListener("message", ({ data }) => {
  if (data.asks) return;
  const name = String(data.first || "");
  line.textContent = name ? line.dataset.hello.replace("{name}", name) : "";
  hello.querySelector("[data-lines]").replaceChildren(...(data.lines || []).map((text) => {
    return Object.assign(document.createElement("p"), { className: "told", textContent: text });
  }));
  hello.hidden = !name;
  join.hidden = Boolean(name);
});
// Whoever is being served when this screen opens is greeted at once.
till.postMessage({ asks: true });
