// Keys and small behaviours of the frame.
const search = document.querySelector("[data-search]");

document.addEventListener("keydown", (event) => {
  if (search && (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (search && event.key === "Escape" && search.form.contains(document.activeElement)) {
    search.value = "";
    document.getElementById("search-results").replaceChildren();
  }
});

document.addEventListener("click", (event) => {
  if (search && !search.form.contains(event.target)) {
    document.getElementById("search-results").replaceChildren();
  }
});

// <button data-copy="#field" data-copied="Copied">: copies the field's value and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.querySelector("span").textContent = button.dataset.copied;
});

// A list that scrolls sideways on a telephone begins at the page one is on.
for (const list of document.querySelectorAll("[data-scroll-to-current], .tabs, .insight-nav ul")) {
  const current = list.querySelector("[aria-current]");
  if (current) list.scrollLeft += current.getBoundingClientRect().left - list.getBoundingClientRect().left - 16;
}

// An answer about what a field held before more letters were typed is dropped: it would put the older words back.
document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement: field, request } = event.detail.ctx;
  if (!field?.matches?.("input[name]:not([type=checkbox], [type=radio])")) return;
  const asked = new URL(request.action, location).searchParams.get(field.name);
  if (asked !== null && asked !== field.value) event.preventDefault();
});
