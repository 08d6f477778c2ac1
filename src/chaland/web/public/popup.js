// Opens a sign-up form of the shop in a window over this page. It needs no style, no cookie, and tells nobody anything:
// what it keeps, in this site's own storage, is when it last opened. Attributes of the script tag: data-delay, seconds
// before it opens (5); data-days, days before it opens again (7); data-now, to open at once whatever was kept.
(() => {
  "use strict";
  const tag = document.currentScript;
  const address = new URL(tag.src);
  const code = address.pathname.split("/").pop().replace(/\.js$/, "");
  const key = `chaland-popup-${code}`;
  const day = 24 * 3600 * 1000;
  const english = document.documentElement.lang.toLowerCase().startsWith("en");
  const number = (text, usual) => (Number.isFinite(parseFloat(text)) ? parseFloat(text) : usual);

  // A browser that refuses storage is asked again on every page: the window then stays shut.
  const read = () => { try { return Number(localStorage.getItem(key) || 0); } catch { return Infinity; } };
  const keep = (until) => { try { localStorage.setItem(key, String(until)); } catch { /* refused */ } };

  const dress = (element, style) => Object.assign(element.style, style);

  // The card of who brings somebody, in the address of this page, goes on to the form.
  const asked = new URLSearchParams(location.search);
  const brought = ["parrain", "ref"].filter((name) => asked.get(name))
    .map((name) => `&${name}=${encodeURIComponent(asked.get(name))}`).join("");

  function open() {
    const before = document.activeElement;
    const dialog = document.createElement("dialog");
    const close = document.createElement("button");
    const frame = document.createElement("iframe");
    dialog.setAttribute("aria-label", english ? "Sign-up form" : "Formulaire d’inscription");
    dress(dialog, { padding: "0", border: "0", borderRadius: "14px", width: "min(30rem, calc(100vw - 1rem))",
      maxWidth: "none", maxHeight: "calc(100vh - 1rem)", overflow: "hidden", background: "#fff" });
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", english ? "Close the window" : "Fermer la fenêtre");
    dress(close, { position: "absolute", top: "4px", right: "4px", width: "44px", height: "44px", border: "0",
      background: "transparent", color: "#1b2621", font: "28px/1 sans-serif", cursor: "pointer", zIndex: "1" });
    frame.title = dialog.getAttribute("aria-label");
    frame.src = `${address.origin}${address.pathname.replace(/\.js$/, "/")}?lang=${english ? "en" : "fr"}${brought}`;
    dress(frame, { display: "block", border: "0", width: "100%", height: "min(40rem, calc(100vh - 1rem))" });
    dialog.append(close, frame);
    document.body.append(dialog);

    const heard = (event) => {
      if (event.origin !== address.origin || event.source !== frame.contentWindow) return;
      if (event.data === "chaland:close") dialog.close();
      if (event.data === "chaland:done") keep(Date.now() + 365 * day);
    };
    window.addEventListener("message", heard);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      window.removeEventListener("message", heard);
      dialog.remove();
      if (before instanceof HTMLElement) before.focus();
    });
    keep(Math.max(read(), Date.now() + number(tag.dataset.days, 7) * day));
    dialog.showModal();
  }

  const start = () => {
    if ("now" in tag.dataset) { open(); return; }
    if (read() > Date.now()) return;
    setTimeout(open, number(tag.dataset.delay, 5) * 1000);
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
