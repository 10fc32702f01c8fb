// What both pages have: they are drawn as the model changes, and have the same keys and the same buttons.

/** Draw a part whenever the model's trait of its name changes; gives what ends that. */
function follow(model, draws) {
  const events = Object.entries(draws).map(([trait, draw]) => [`change:${trait}`, () => draw()]);
  for (const [event, heard] of events) model.on(event, heard);
  return () => events.forEach(([event, heard]) => model.off(event, heard));
}

/**
 * The page itself. JupyterLab's own shortcuts must not take its keys; they would, for a radio that has the focus, in
 * spite of the attribute.
 */
function pageOf(kind, act, search, list, ...parts) {
  return make("div", { class: `uf-page uf-${kind}`, "data-lm-suppress-shortcuts": "true", onkeydown: shortcut }, parts);

  function shortcut(event) {
    const isTyping = event.target.matches("input[type=text], input[type=search]");
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    event.stopPropagation();
    if (isCommand && key === "s") {
      event.target.blur(); // what was typed is told first
      event.target.focus();
      act("save");
    } else if (isCommand && !isTyping && key === "z") act(event.shiftKey ? "redo" : "undo");
    else if (isCommand && !isTyping && key === "y") act("redo");
    else if (key === "/" && !isTyping && !isCommand) search.focus();
    else if (key === "escape" && !list.node.contains(event.target)) list.focus();
    else return;
    event.preventDefault();
  }
}

/** A part that has a name. */
function region(kind, label) {
  return make("div", { class: kind, role: "region", "aria-label": label, tabindex: "-1" });
}

/** Give the focus to what is chosen in a part, or to its first control. */
function enterInto(place) {
  (place.querySelector("input:checked") ?? place.querySelector("input"))?.focus();
}

/** The buttons over what is decided, and what is said of its file and of what was done last. */
function decidedBar(act, what) {
  const undo = button("Undo", () => act("undo"), { title: "Ctrl+Z", "data-key": "undo" });
  const redo = button("Redo", () => act("redo"), { title: "Ctrl+Shift+Z", "data-key": "redo" });
  const save = button(`Save ${what}`, () => act("save"), { class: "uf-button uf-save", title: "Ctrl+S", "data-key": "save" });
  const file = make("span", { class: "uf-dim" });
  const last = make("span", { class: "uf-last" });

  function draw(status) {
    file.textContent = status.file;
    last.textContent = last.title = status.said;
    undo.disabled = !status.can_undo;
    redo.disabled = !status.can_redo;
    save.disabled = !status.can_save;
  }

  const buttons = make("span", { class: "uf-buttons" }, undo, redo, save);
  return { buttons, file, said: make("div", { "aria-live": "polite", role: "status", class: "uf-told" }, last), draw };
}

/** Two buttons that go to what is before and after, and where that is. */
function turner(what, text, turn, { isFirst = false, isLast = false } = {}) {
  return [
    button("‹", () => turn(-1), { "data-key": `${what} before`, "aria-label": `The ${what} before`, disabled: isFirst }),
    make("span", { class: "uf-dim" }, text),
    button("›", () => turn(1), { "data-key": `${what} after`, "aria-label": `The next ${what}`, disabled: isLast })];
}
