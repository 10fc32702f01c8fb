// Building pages out of elements. Data is only ever set as text or as an attribute, never parsed as markup.

/** Make an element; `on…` attributes are listeners, `false` and `null` leave an attribute or a child out. */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "selected") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  // JupyterLab takes keys for its own shortcuts unless the element that has the focus says otherwise.
  if (made.tabIndex >= 0 || made.hasAttribute("tabindex")) made.setAttribute("data-lm-suppress-shortcuts", "true");
  made.append(...children.flat().filter((child) => child !== null && child !== false && child !== ""));
  if ("value" in made) made.drawn = made.value;
  return made;
}

/**
 * Replace what an element holds. The control of the same `data-key` has the focus again, and what somebody began to
 * type or choose stays, unless the model says something else there now.
 */
function redraw(place, ...children) {
  const begun = [...place.querySelectorAll("[data-key]")].filter((one) => one.drawn !== undefined && one.value !== one.drawn);
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const { key } = held?.dataset ?? {};
  const caret = held?.selectionStart;
  place.replaceChildren(...children.flat().filter(Boolean));
  const find = (name) => [...place.querySelectorAll("[data-key]")].find((one) => one.dataset.key === name);
  for (const one of begun) {
    const now = find(one.dataset.key);
    if (now && now.drawn === one.drawn) now.value = one.value;
  }
  if (!key) return;
  const again = find(key);
  (again ?? place).focus({ preventScroll: true });
  if (again && typeof caret === "number" && again.type === "text") again.setSelectionRange(caret, caret);
}

/** A labelled control: the label is always there for those who listen, and for those who look unless `hidden`. */
function labelled(text, control, { hidden = false } = {}) {
  return make("label", { class: "uf-field" }, make("span", { class: hidden ? "uf-unseen" : "uf-label" }, text), control);
}

/**
 * A field to write in; what is written is told at Enter or when the field is left. The browser's own `change` is not
 * enough, for it forgets what was begun before the page was drawn anew.
 */
function entry(tell, attributes = {}) {
  const field = make("input", { type: "text", spellcheck: "false", onblur: done, onkeydown: (event) => event.key === "Enter" && done(), ...attributes });
  function done() {
    if (!field.isConnected || field.value === field.drawn) return;
    field.drawn = field.value;
    tell(field.value);
  }
  return field;
}

/** Take what stands in a control, and leave it as it was drawn. */
function taken(control) {
  const { value } = control;
  control.value = control.drawn;
  return value;
}

/** Set a sentence; what stands in it between backticks is a name. */
function prose(text) {
  return text.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));
}

function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", class: "uf-button", onclick, ...attributes }, text);
}

function options(values, chosen) {
  return values.map(([value, text]) => make("option", { value, selected: value === chosen }, text));
}

const number = (value) => value.toLocaleString("en-US");
