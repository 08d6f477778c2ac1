// Inside the window: the page around it does not hear keys pressed here, so it is told of Escape; and that all is sent.
(() => {
  "use strict";
  const tell = (what) => { if (parent !== window) parent.postMessage(what, "*"); };
  // Told as the key is let go: the frame is gone after that, and the page around it would be left with half a key.
  let pressed = "";
  document.addEventListener("keydown", (event) => { pressed = event.key; });
  document.addEventListener("keyup", (event) => {
    if (event.key === "Escape" && pressed === "Escape") tell("chaland:close");
  });
  if ("done" in document.body.dataset) tell("chaland:done");
})();
