// Inside the window: the page around it does not hear keys pressed here, so it is told of Escape; and that all is sent.
(() => {
  "use strict";
  const tell = (what) => { if (parent !== window) parent.postMessage(what, "*"); };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tell("chaland:close"); });
  if ("done" in document.body.dataset) tell("chaland:done");
})();
