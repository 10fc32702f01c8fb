// The selected column: what it may become, what is done to it, and what that gives.

function drawDetail(place, detail, known, act) {
  const { column } = detail;
  if (place.shown !== column) place.replaceChildren(); // what was begun there belongs to another column
  place.shown = column;
  const tell = (name, said = {}) => act(name, { column, ...said });
  redraw(
    place,
    make("h3", { class: "uf-title", tabindex: "-1", "data-key": "title" }, column),
    make("p", { class: "uf-dim" }, `${detail.kind}: ${detail.why} · filled in ${number(detail.filled)} of ${number(detail.rows)} rows · ${detail.distinct} different`),
    detail.complaints.map((text) => make("p", { class: "uf-complaint" }, prose(text))),
    drawTargets(detail, known.attributes, tell),
    drawSteps(detail, known.vocabulary, tell),
    drawValues(detail, tell),
    drawPreview(detail.preview),
    drawReason(detail, known.acceptedBy, tell),
  );
}

function section(title, ...children) {
  return make("section", { class: "uf-section", "aria-label": title }, make("h4", {}, title), children);
}

function drawTargets(detail, attributes, tell) {
  const { column, proposals } = detail;
  const radios = proposals.map(({ target, sure, reason, steps }) =>
    make("label", { class: "uf-proposal" },
      make("input", { type: "radio", name: `uf-target-${column}`, "data-key": `target ${target}`, value: target, checked: target === detail.target && !detail.is_open, onchange: () => tell("choose_target", { target }) }),
      make("span", { class: "uf-target" }, target || "leave behind"),
      make("span", { class: "uf-sure" }, sure === null || sure === undefined ? "" : `${sure} %`),
      make("span", { class: "uf-dim uf-why" }, prose(reason), steps ? ` (${steps})` : ""),
    ));
  const other = entry((target) => tell("choose_target", { target }), { "data-key": "other", list: "uf-attributes", value: "", placeholder: "email, app_metadata.plan …" });
  const root = make("select", { "data-key": "root" }, options([["app_metadata", "app_metadata"], ["user_metadata", "user_metadata"]], detail.root));
  const path = make("input", { type: "text", "data-key": "path", value: detail.path, placeholder: "profile.plan", spellcheck: "false" });
  const put = () => path.value.trim() && tell("choose_target", { target: `${root.value}.${path.value.trim()}` });
  path.addEventListener("keydown", (event) => event.key === "Enter" && put());
  return section("Becomes",
    make("div", { role: "radiogroup", "aria-label": `What ${column} becomes`, class: "uf-proposals" }, radios),
    make("div", { class: "uf-line" },
      make("span", { class: "uf-wide" }, labelled("Another target", other)), make("datalist", { id: "uf-attributes" }, attributes.map(({ target, meaning }) => make("option", { value: target }, meaning)))),
    make("div", { class: "uf-line" }, labelled("Metadata", root), make("span", { class: "uf-wide" }, labelled("Path", path)), button("Place", put, { "data-key": "place" })));
}

function drawPreview({ pairs, changed, emptied, of }) {
  const cell = (text, isEmptied) => make("td", { class: text === null ? "uf-nothing" : "" }, text ?? (isEmptied ? "nothing: emptied" : "nothing"));
  const rows = pairs.map((pair) =>
    make("tr", { class: pair.emptied ? "uf-emptied" : pair.changed ? "uf-changed" : "" },
      cell(pair.before), make("td", { "aria-hidden": "true", class: "uf-arrow" }, pair.changed ? "→" : "="), cell(pair.after, pair.emptied), make("td", { class: "uf-number" }, number(pair.rows))));
  return section("Before → after",
    make("p", { class: "uf-dim", "data-key": "changes" }, `Changes ${number(changed)} and empties ${number(emptied)} of ${of}.`),
    make("table", { class: "uf-table uf-pairs" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "before"), make("td", {}), make("th", { scope: "col" }, "after"), make("th", { scope: "col", class: "uf-number" }, "rows"))),
      make("tbody", {}, rows)));
}

function drawReason({ column, reason, accepted, sure, is_open: isOpen }, acceptedBy, tell) {
  const words = entry((said) => tell("set_reason", { reason: said }), { "data-key": "reason", value: reason, title: reason });
  return section("Why",
    make("div", { class: "uf-line" },
      make("span", { class: "uf-wide" }, labelled(`Why ${column} becomes that`, words, { hidden: true })),
      button("Accept", () => tell("accept"), { "data-key": "accept", disabled: !acceptedBy, title: acceptedBy ? "" : "Write first who decides" })),
    make("p", { class: "uf-dim" }, isOpen ? "Open: nobody decided yet. Choose above what it becomes, or leave it behind." : accepted ? `Accepted by ${accepted}.` : sure === null ? "Nobody is named as having accepted it." : `Proposed, ${sure} % sure; nobody accepted it yet.`));
}
