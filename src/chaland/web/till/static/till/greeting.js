// What the customer's own screen shows: their first name and their points, for as long as their file is open.
const display = new BroadcastChannel("chaland-till");

export function tellCustomer(file, open) {
  const told = open ? [...file.querySelectorAll("[data-customer]")] : [];
  display.postMessage({ first: open?.first || "", lines: told.map((one) => one.textContent.replace(/\s+/g, " ").trim()) });
}
