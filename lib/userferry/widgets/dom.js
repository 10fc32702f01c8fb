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
  return made;
}

/** Replace what an element holds, and give the focus back to the control of the same `data-key`. */
function redraw(place, ...children) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const { key } = held?.dataset ?? {};
  const caret = held?.selectionStart;
  place.replaceChildren(...children.flat().filter(Boolean));
  if (!key) return;
  const again = [...place.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  (again ?? place).focus({ preventScroll: true });
  if (again && typeof caret === "number" && again.type === "text") again.setSelectionRange(caret, caret);
}

/** A labelled control: the label is always there for those who listen, and for those who look unless `hidden`. */
function labelled(text, control, { hidden = false } = {}) {
  return make("label", { class: "uf-field" }, make("span", { class: hidden ? "uf-unseen" : "uf-label" }, text), control);
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
