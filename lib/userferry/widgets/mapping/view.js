// The mapping as a page: it draws what the model shows, and passes on what a person does.

const FILTERS = [["", "all columns"], ["open", "open"], ["placed", "placed"], ["left", "left behind"], ["wrong", "to mend"]];

function render({ model, el: host }) {
  const act = (name, said = {}) => model.send({ do: name, ...said });
  const detail = region("uf-detail", "The selected column");
  const concerns = region("uf-concerns", "What has to be settled");
  const counts = region("uf-counts", "The whole dump");
  const user = region("uf-user", "A final user");
  const list = columnList(select, () => enterInto(detail));
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
  const stop = follow(model, draws);

  host.append(pageOf("mapping", act, bar.search, list,
    bar.node, make("div", { class: "uf-main" }, list.node, detail), make("div", { class: "uf-foot" }, concerns, counts, user)));
  for (const name of ["lines", "detail", "concerns", "status", "user"]) draws[name]();
  act("open");
  return () => {
    stop();
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
  const who = entry((name) => act("set_accepted_by", { name }), { class: "uf-who", "data-key": "who", placeholder: "your name, to accept" });
  const accept = button("Accept all above 90 %", () => act("accept_sure"), { "data-key": "accept sure" });
  const { buttons, file, said, draw: drawDecided } = decidedBar(act, "mapping");
  const meter = make("progress", { class: "uf-meter", max: "1", value: 0, "aria-label": "Columns placed" });
  const placed = make("span", { class: "uf-said" });

  function draw(status, acceptedBy) {
    meter.value = status.placed / Math.max(1, status.every);
    placed.textContent = status.meter;
    drawDecided(status);
    accept.disabled = !acceptedBy;
    accept.title = acceptedBy ? "" : "Write first who decides";
    if (document.activeElement !== who) who.value = who.drawn = acceptedBy;
  }

  const node = make("div", { class: "uf-bar-top" },
    make("div", { class: "uf-line" },
      labelled("Search columns", search, { hidden: true }), labelled("Show", sign, { hidden: true }), found, make("span", { class: "uf-wide" }),
      labelled("Decided by", who), accept, buttons),
    make("div", { class: "uf-line uf-status" }, meter, placed, file), said);
  return { node, draw, search };
}

export default { render };
