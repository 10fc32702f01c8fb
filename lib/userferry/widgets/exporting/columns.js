// The columns: a line each, with its label, what it is, and what moves it.

function drawColumns(place, columns, act) {
  const line = ({ label, way, text, fault }, at) => make("li", { class: "ux-column", "data-label": label },
    labelled("label", entry((said) => act("set_label", { at, said }), { "data-key": `label ${at}`, value: label, "aria-label": `Column ${at + 1}: label` }), { hidden: true }),
    make("select", { "data-key": `way ${at}`, "aria-label": `${label}: path or expression`, onchange: (event) => act("set_way", { at, way: event.target.value }) },
      options([["path", "path"], ["expression", "JavaScript"]], way)),
    entry((said) => act("set_text", { at, said }), { "data-key": `text ${at}`, value: text, class: "ux-text", "aria-label": `${label}: ${way}`, "aria-invalid": fault ? "true" : false }),
    make("span", { class: "ux-moves" },
      button("↑", () => act("move", { at, by: -1 }), { "data-key": `up ${at}`, "aria-label": `Move ${label} up`, disabled: at === 0 }),
      button("↓", () => act("move", { at, by: 1 }), { "data-key": `down ${at}`, "aria-label": `Move ${label} down`, disabled: at === columns.length - 1 }),
      button("✕", () => act("remove", { at }), { "data-key": `remove ${at}`, "aria-label": `Remove ${label}` })),
    fault ? make("p", { class: "ux-fault" }, prose(fault)) : null);
  redraw(place,
    make("h3", {}, `${number(columns.length)} columns`),
    make("ol", { class: "ux-columns", "aria-label": "Columns in their order" }, columns.map(line)),
    make("div", { class: "uf-line" },
      button("Add default fields", () => act("add_defaults"), { "data-key": "add defaults" }),
      button("Add a path", () => act("add", { way: "path" }), { "data-key": "add path" }),
      button("Add a JavaScript expression", () => act("add", { way: "expression" }), { "data-key": "add expression" })));
}
