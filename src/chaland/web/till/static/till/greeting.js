// What the customer's own screen shows: their first name and their points, for as long as their file is open.
const display = new BroadcastChannel("chaland-till");

export function tellCustomer(file, open) {
  const told = open ? [...file.querySelectorAll("[data-customer]")] : [];
  display.postMessage({ first: open?.first || "", lines: told.map((one) => one.textContent.replace(/\s+/g, " ").trim()) });
}

// A screen that is opened in the middle of a sale asks; of several tabs only one with a file open answers.
export function answerScreens(greet, isOpen) {
  display.addEventListener("message", ({ data }) => {
    if (data.asks && isOpen()) greet();
  });
}
