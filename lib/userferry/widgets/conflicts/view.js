// The conflicts as a page: it draws what the model shows, and passes on what a person does.

const views = { made: 0 };

function render({ model, el: host }) {
  const act = (name, said = {}) => model.send({ do: name, ...said });
  if (model.get("known").words) return build(model, host, act);
  const wait = make("p", { role: "status" }, "Fetching the rows that are in clusters …");
  const stops = [];
  const heard = () => {
    model.off("change:known", heard);
    wait.remove();
    stops.push(build(model, host, act));
  };
  host.append(wait);
  model.on("change:known", heard);
  act("open"); // what nobody looks at is not fetched
  return () => {
    model.off("change:known", heard);
    stops.forEach((stop) => stop());
  };
}

function build(model, host, act) {
  const name = `uc-${(views.made += 1)}`;
  const known = { ...model.get("known"), paths: `${name}-paths` };
  const paths = make("datalist", { id: known.paths }, known.comparable.map((value) => make("option", { value })));
  const state = { wantsAll: true };
  const part = (kind, label) => make("div", { class: `uc-${kind}`, role: "region", "aria-label": label, tabindex: "-1" });
  const [rules, concerns, compared, picture] = [part("rules-of", "Rules by kind"), part("concerns", "What has to be mended"), part("compared-rows", "The selected cluster"), part("picture", "Clusters by kind and size")];
  const list = clusterList(act, name, () => (compared.querySelector("input:checked") ?? compared.querySelector("input"))?.focus());
  const bulk = bulkBar(act, known);
  const bar = statusBar(act);

  const draws = {
    kinds: () => drawRules(rules, model.get("kinds"), known, model.get("status").is_counting, act),
    found: () => { list.draw(model.get("found"), known); bulk.draw(model.get("found").total); },
    detail: () => drawCompared(compared, model.get("detail"), state.wantsAll, act, () => { state.wantsAll = !state.wantsAll; draws.detail(); }),
    picture: () => drawPicture(picture, model.get("picture")),
    concerns: () => drawConcerns(concerns, model.get("concerns"), act),
    status: () => { bar.draw(model.get("status")); rules.querySelector("table")?.setAttribute("aria-busy", model.get("status").is_counting); },
  };
  const stops = Object.entries(draws).map(([trait, draw]) => {
    const heard = () => draw();
    model.on(`change:${trait}`, heard);
    return () => model.off(`change:${trait}`, heard);
  });

  // JupyterLab's own shortcuts must not take the keys that move through this page; it would, for a radio that has the
  // focus, in spite of the attribute.
  const root = make("div", { class: "uf-conflicts", "data-lm-suppress-shortcuts": "true", onkeydown: (event) => shortcut(event, act, list) },
    bar.node, rules, concerns, make("div", { class: "uc-main" }, make("div", { class: "uc-list" }, list.parts), compared), bulk.node, picture, paths);
  host.append(root);
  for (const draw of Object.values(draws)) draw();
  return () => stops.forEach((stop) => stop());
}

function statusBar(act) {
  const undo = button("Undo", () => act("undo"), { title: "Ctrl+Z", "data-key": "undo" });
  const redo = button("Redo", () => act("redo"), { title: "Ctrl+Shift+Z", "data-key": "redo" });
  const save = button("Save resolutions", () => act("save"), { class: "uf-button uc-save", title: "Ctrl+S", "data-key": "save" });
  const [sum, file, last] = ["uc-sum", "uc-dim uc-file", "uc-last"].map((name) => make("span", { class: name }));

  function draw(status) {
    sum.textContent = status.is_counting ? `${status.sum} (counting …)` : status.sum;
    sum.dataset.counting = status.is_counting;
    file.textContent = status.file;
    last.textContent = status.said;
    undo.disabled = !status.can_undo;
    redo.disabled = !status.can_redo;
    save.disabled = !status.can_save;
  }

  return { draw, node: make("div", { class: "uc-bar-top" },
    make("div", { class: "uf-line uc-status" }, sum, make("span", { class: "uf-wide" }), make("span", { class: "uc-buttons" }, undo, redo, save)),
    make("div", { class: "uf-line uc-status" }, make("span", { "aria-live": "polite", role: "status", class: "uf-wide" }, last), file)) };
}

function drawConcerns(place, { complaints, notices, gone }, act) {
  place.hidden = !complaints.length && !notices.length;
  redraw(place,
    complaints.length ? make("ul", { class: "uc-complaints", "aria-label": "Complaints" }, complaints.map((text) => make("li", {}, prose(text)))) : null,
    gone ? button(`Forget ${number(gone)} decisions about clusters that are gone`, () => act("drop_gone"), { "data-key": "drop gone" }) : null,
    notices.length ? make("ul", { class: "uc-notices", "aria-label": "What changed since the file was saved" }, notices.map((text) => make("li", {}, prose(text)))) : null);
}

function shortcut(event, act, list) {
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
  else if (key === "/" && !isTyping && !isCommand) list.search.focus();
  else if (key === "escape" && event.target !== list.box) list.box.focus();
  else return;
  event.preventDefault();
}

export default { render };
