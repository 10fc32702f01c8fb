// Text that somebody types: it is told when the field is left or Enter is pressed, and survives a redraw until then.

const drawing = { now: false };

/** Make a text field; `tell(text)` is called once it says something else than `value`. */
function textField(key, value, tell, attributes = {}) {
  const told = (event) => {
    if (drawing.now || event.target.value === event.target.told) return; // being replaced is not being left
    event.target.told = event.target.value;
    tell(event.target.value);
  };
  const field = make("input", { type: "text", "data-key": key, value, spellcheck: "false", onblur: told, onkeydown: (event) => event.key === "Enter" && told(event), ...attributes });
  field.told = value;
  return field;
}

/** Redraw, and keep what is being typed. */
function redrawTyped(place, ...children) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const typed = held?.matches("input[type=text]") && held.value !== held.told ? held.value : null;
  drawing.now = true;
  redraw(place, ...children);
  drawing.now = false;
  const again = document.activeElement;
  if (typed !== null && place.contains(again) && again.dataset.key === held.dataset.key) again.value = typed;
}
