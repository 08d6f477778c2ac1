// The rule of a segment while it is written: what one is typing stays, and the focus goes where the work goes on.
const builder = document.querySelector("#builder");
let typing = null;
let acting = false;
let again = false;
let newer = false;

// A choice made after a question left is in the next one: the answer to the first would take it back.
builder?.addEventListener("input", () => {
  newer = true;
});

// A button's answer changes the rows: what was typed since is asked again with the new rows, never with the old. What was
// typed before went with the button: asking it again would take away what the answer says.
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement !== builder) return;
  const isAction = ctx.request.body.has("action");
  if (acting && !isAction) {
    again = true;
    event.preventDefault();
    return;
  }
  newer = false;
  acting = isAction;
});

document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement !== builder || !ctx.request.submitter) return;
  acting = false;
  if (again && newer) builder.dispatchEvent(new Event("input"));
  again = false;
});

// The answer is older than what was typed since: it is dropped, or the field that has the focus keeps its text.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement === builder && newer && !ctx.request.submitter) {
    event.preventDefault();
    return;
  }
  const field = document.activeElement;
  const isText = field?.matches?.("#builder input:not([type=checkbox], [type=radio]), #builder textarea");
  typing = isText ? { id: field.id, text: field.value } : null;
});

// Places move when a condition goes: ticks and choices are those of the answer, not those of the place.
function settle() {
  for (const box of builder.querySelectorAll("[type=checkbox], [type=radio]")) box.checked = box.defaultChecked;
  for (const list of builder.querySelectorAll("select")) {
    const place = [...list.options].findIndex((option) => option.defaultSelected);
    list.selectedIndex = Math.max(place, 0);
  }
  for (const field of builder.querySelectorAll("input[type=hidden], input.form-control, textarea")) {
    if (field.id && field.value !== field.defaultValue) field.value = field.defaultValue;
  }
}

document.addEventListener("htmx:after:swap", (event) => {
  if (event.target?.closest?.("#panel") || !event.target?.closest?.("#builder")) return;
  settle();
  const rule = builder.querySelector("#rule");
  const wanted = rule?.dataset.focus && document.getElementById(rule.dataset.focus);
  if (wanted) {
    wanted.focus();
    delete rule.dataset.focus;
  } else if (typing) {
    const field = document.getElementById(typing.id);
    if (field && field.value !== typing.text && !isAdded(field, typing.text)) field.value = typing.text;
  }
  typing = null;
});

// A text that became one of the chosen leaves its field.
function isAdded(field, text) {
  if (!field.id.endsWith("-add") || field.defaultValue !== "") return false;
  const boxes = [...builder.querySelectorAll(`[name="${CSS.escape(field.id.slice(0, -4))}"]`)];
  return boxes.some((box) => box.value === text.trim());
}
