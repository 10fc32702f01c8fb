// The mapping as a page: it draws what the model shows, and passes on what a person does.

const FILTERS = [["", "all columns"], ["open", "open"], ["placed", "placed"], ["left", "left behind"], ["wrong", "to mend"]];

function render({ model, el: host }) {
  const act = (name, said = {}) => model.send({ do: name, ...said });
  const part = (name, attributes = {}) => make("div", { class: `uf-${name}`, ...attributes });
  const detail = part("detail", { role: "region", "aria-label": "The selected column", tabindex: "-1" });
  const [concerns, counts, user] = Object.entries({ concerns: "What has to be settled", counts: "The whole dump", user: "A final user" })
    .map(([name, label]) => part(name, { role: "region", "aria-label": label, tabindex: "-1" }));
  const list = columnList(select, () => (detail.querySelector("input:checked") ?? detail.querySelector("input"))?.focus());
  const bar = toolbar(act, (query, sign) => list.filter(query, sign), () => list.focus());

  function select(column) {
    list.mark(column);
    list.reveal(column);
    act("select", { column });
  }

  const known = () => ({ attributes: model.get("attributes"), vocabulary: model.get("vocabulary"), acceptedBy: model.get("accepted_by") });
  const draws = {
    lines: () => list.draw(model.get("facts"), model.get("lines")),
    detail: () => { list.mark(model.get("detail").column); drawDetail(detail, model.get("detail"), known(), act); },
    concerns: () => drawConcerns(concerns, model.get("concerns"), act, select),
    counts: () => drawCounts(counts, model.get("counts"), model.get("status").can_remember, act, select),
    user: () => drawUser(user, model.get("user"), act),
    status: () => { bar.draw(model.get("status"), model.get("accepted_by")); draws.counts(); },
  };
  draws.facts = draws.lines;
  draws.accepted_by = () => { draws.status(); draws.detail(); };
  const stops = Object.entries(draws).map(([name, draw]) => {
    const heard = () => draw();
    model.on(`change:${name}`, heard);
    return () => model.off(`change:${name}`, heard);
  });

  const root = make("div", { class: "uf-mapping", onkeydown: (event) => shortcut(event, act, bar, list) },
    bar.node, make("div", { class: "uf-main" }, list.node, detail), make("div", { class: "uf-foot" }, concerns, counts, user));
  host.append(root);
  for (const name of ["lines", "detail", "concerns", "status", "user"]) draws[name]();
  act("open");
  return () => {
    stops.forEach((stop) => stop());
    act("close");
  };
}

function toolbar(act, filter, enter) {
  const search = make("input", { type: "search", class: "uf-search", placeholder: "Search columns ( / )", "data-key": "search",
    onkeydown: (event) => { if (event.key === "Enter" || event.key === "ArrowDown") { enter(); event.preventDefault(); } } });
  const sign = make("select", { "data-key": "sign" }, options(FILTERS, ""));
  const found = make("span", { class: "uf-unseen", role: "status" });
  const look = () => { found.textContent = `${filter(search.value, sign.value)} columns shown`; };
  search.addEventListener("input", look);
  sign.addEventListener("change", look);
  const who = entry((name) => act("set_accepted_by", { name }), { class: "uf-who", "data-key": "who", placeholder: "your name" });
  const accept = button("Accept all above 90 %", () => act("accept_sure"), { "data-key": "accept sure" });
  const undo = button("Undo", () => act("undo"), { title: "Ctrl+Z", "data-key": "undo" });
  const redo = button("Redo", () => act("redo"), { title: "Ctrl+Shift+Z", "data-key": "redo" });
  const save = button("Save mapping", () => act("save"), { class: "uf-button uf-save", title: "Ctrl+S", "data-key": "save" });
  const meter = make("progress", { class: "uf-meter", max: "1", value: 0, "aria-label": "Columns placed" });
  const [said, file, last] = ["uf-said", "uf-dim", "uf-last"].map((name) => make("span", { class: name }));

  function draw(status, acceptedBy) {
    meter.value = status.placed / Math.max(1, status.every);
    said.textContent = status.meter;
    file.textContent = status.file;
    last.textContent = status.said;
    undo.disabled = !status.can_undo;
    redo.disabled = !status.can_redo;
    save.disabled = !status.can_save;
    accept.disabled = !acceptedBy;
    accept.title = acceptedBy ? "" : "Write first who decides";
    if (document.activeElement !== who) who.value = who.drawn = acceptedBy;
  }

  const node = make("div", { class: "uf-bar-top" },
    make("div", { class: "uf-line" },
      labelled("Search columns", search, { hidden: true }), labelled("Show", sign, { hidden: true }), found, make("span", { class: "uf-wide" }),
      labelled("Decided by", who), accept, undo, redo, save),
    make("div", { class: "uf-line uf-status" }, meter, said, file, make("span", { class: "uf-wide" }), make("span", { "aria-live": "polite", role: "status" }, last)));
  return { node, draw, search };
}

function shortcut(event, act, bar, list) {
  const isTyping = event.target.matches("input[type=text], input[type=search]");
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (isCommand && key === "s") {
    event.target.blur(); // what was typed is told first
    event.target.focus();
    act("save");
  } else if (isCommand && !isTyping && key === "z") act(event.shiftKey ? "redo" : "undo");
  else if (isCommand && !isTyping && key === "y") act("redo");
  else if (key === "/" && !isTyping) bar.search.focus();
  else if (key === "escape" && !event.target.closest(".uf-list")) list.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export default { render };
