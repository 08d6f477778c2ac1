// Who may take the till over: each to be chosen, the one chosen before still is, and a single one from the start.
export function offerSellers(list, sellers) {
  const chosen = list.querySelector(":checked")?.value;
  list.replaceChildren(...sellers.map((one) => {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "seller", value: one.id });
    input.checked = String(one.id) === chosen || sellers.length === 1;
    label.append(input, Object.assign(document.createElement("span"), { textContent: one.name }));
    return label;
  }));
}
