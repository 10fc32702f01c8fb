// The transforms of a column: an ordered list, each with the fields it has to be told; and its table of values.

function drawSteps(detail, vocabulary, tell) {
  const wordOf = (name) => vocabulary.find((word) => word.name === name);
  const items = detail.steps.map((step, place) =>
    make("li", { class: "uf-step" },
      make("div", { class: "uf-line" },
        make("b", {}, step.name), make("span", { class: "uf-dim uf-wide" }, step.meaning),
        button("Remove", () => tell("remove_step", { place }), { "data-key": `remove ${place}`, "aria-label": `Remove ${step.name}` })),
      make("div", { class: "uf-line" }, step.fields.map((field) => drawField(step, place, field, wordOf(step.name)?.choices[field.name], tell)))));
  const picker = make("input", { type: "text", "data-key": "picker", list: "uf-transforms", value: "", placeholder: "Search a transform by its name or what it does …", spellcheck: "false",
    oninput: () => picker.setCustomValidity(""), onkeydown: (event) => event.key === "Enter" && add() });
  function add() {
    const name = picker.value.trim();
    picker.setCustomValidity(wordOf(name) ? "" : "No transform is called that. Choose one of the list.");
    if (picker.reportValidity()) tell("add_step", { name: taken(picker).trim() });
  }
  return section("Transforms",
    make("ol", { class: "uf-steps" }, items),
    make("div", { class: "uf-line" }, make("span", { class: "uf-wide" }, labelled("Transform to add", picker, { hidden: true })), button("Add", add, { "data-key": "add" })),
    make("datalist", { id: "uf-transforms" }, vocabulary.map(({ name, meaning }) => make("option", { value: name }, meaning))));
}

function drawField(step, place, field, choices, tell) {
  const key = `field ${place} ${field.name}`;
  const say = (said) => tell("set_argument", { place, name: field.name, said });
  const text = field.kind === "columns" ? `${field.name} (names, with commas between)` : field.name;
  const closed = field.kind === "flag" ? ["false", "true"] : choices;
  const control = closed
    ? make("select", { "data-key": key, onchange: (event) => say(event.target.value) }, options([...(closed.includes(field.value) ? [] : [["", "…"]]), ...closed.map((one) => [one, one])], field.value))
    : entry(say, { "data-key": key, value: field.value, inputmode: field.kind === "number" ? "numeric" : null });
  return labelled(text, control);
}

function drawValues({ values, column }, tell) {
  if (!values.listed) return null;
  const rows = values.listed.map(({ key, value, rows: count, is_said: isSaid, becomes }) => {
    const said = entry((word) => tell("set_value", { key, becomes: word }), { "data-key": `value ${key}`, "aria-label": `What ${value} becomes`, value: becomes ?? "",
      placeholder: isSaid ? "nothing, on purpose" : "undecided: empty" });
    return make("tr", { class: isSaid ? "" : "uf-emptied" },
      make("td", {}, value), make("td", { class: "uf-number" }, number(count)), make("td", {}, said),
      make("td", {}, button("Nothing", () => tell("set_value", { key, becomes: null }), { "data-key": `none ${key}`, "aria-label": `${value} becomes nothing`, "aria-pressed": String(isSaid && becomes === null) })));
  });
  const value = make("input", { type: "text", "data-key": "new value", spellcheck: "false" });
  const becomes = make("input", { type: "text", "data-key": "new becomes", spellcheck: "false" });
  const add = () => value.value && tell("set_value", { key: "", value: taken(value), becomes: taken(becomes) });
  const more = values.more ? ` ${number(values.more)} more values are not listed.` : "";
  return section("Values",
    make("p", { class: "uf-dim" }, `What each value becomes; counted over ${values.of}.${more}`),
    make("table", { class: "uf-table" },
      make("caption", { class: "uf-unseen" }, `Values of ${column}`),
      make("thead", {}, make("tr", {}, ["value", "rows", "becomes", ""].map((text) => make(text ? "th" : "td", text ? { scope: "col" } : {}, text)))),
      make("tbody", {}, rows)),
    make("div", { class: "uf-line" }, labelled("Another value", value), labelled("Becomes", becomes), button("Add", add, { "data-key": "add value", "aria-label": "Add the value" })));
}
