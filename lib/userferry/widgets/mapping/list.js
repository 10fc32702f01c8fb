// The columns of the dump: a grid of rows to walk through, filter and search.

const SIGNS = { placed: ["✓", "placed"], open: ["○", "open"], left: ["–", "left behind"], wrong: ["!", "to mend"] };
const HEADS = ["state", "column", "becomes", "kind", "filled", "distinct", "samples"];

/** Make the list; `select(column)` is called for the row that is walked to, `enter()` for Enter. */
function columnList(select, enter) {
  const rows = new Map();
  const head = make("div", { role: "row", class: "uf-unseen" }, HEADS.map((text) => make("span", { role: "columnheader" }, text)));
  const body = make("div", { role: "rowgroup" });
  const none = make("p", { class: "uf-none", hidden: true }, "No column is like that.");
  const grid = make("div", { role: "grid", class: "uf-grid", "aria-label": "Columns of the dump", onkeydown: walk }, head, body);
  const state = { selected: "", query: "", sign: "" };

  function walk(event) {
    const shown = [...rows.values()].filter((row) => !row.hidden);
    const at = shown.indexOf(document.activeElement.closest("[role=row]"));
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1, PageDown: at + 8, PageUp: at - 8 };
    if (event.key === "Enter") enter();
    else if (!(event.key in steps) || !shown.length) return;
    else {
      const next = shown[Math.min(Math.max(steps[event.key], 0), shown.length - 1)];
      next.focus();
      select(next.dataset.column);
    }
    event.preventDefault();
  }

  function draw(facts, lines) {
    const known = new Map(lines.map((line) => [line.column, line]));
    if (facts.length !== rows.size || facts.some((fact) => !rows.has(fact.column))) {
      rows.clear();
      for (const fact of facts) rows.set(fact.column, make("div", { role: "row", class: "uf-row", tabindex: "-1", "data-column": fact.column, onclick: () => select(fact.column) }));
      body.replaceChildren(...rows.values());
      grid.setAttribute("aria-rowcount", rows.size + 1);
    }
    for (const fact of facts) {
      const row = rows.get(fact.column);
      const line = known.get(fact.column);
      const text = JSON.stringify(line);
      if (row.said === text) continue; // a row that says the same is left alone
      row.said = text;
      row.line = line;
      row.look = `${fact.column} ${line.target} ${fact.kind} ${line.steps}`.toLowerCase();
      row.replaceChildren(...cells(fact, line));
    }
    filter();
    mark(state.selected);
  }

  function mark(column) {
    state.selected = column;
    for (const [name, row] of rows) row.setAttribute("aria-selected", name === column);
    reach();
  }

  /** Say which row the Tab key reaches: the selected one, or the first where that is filtered away. */
  function reach() {
    const shown = [...rows.values()].filter((row) => !row.hidden);
    const reached = shown.find((row) => row.dataset.column === state.selected) ?? shown[0];
    for (const row of rows.values()) row.tabIndex = row === reached ? 0 : -1;
    return reached;
  }

  function filter(query = state.query, sign = state.sign) {
    Object.assign(state, { query, sign });
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows.values()) {
      row.hidden = !(words.every((word) => row.look.includes(word)) && (!sign || row.line.sign === sign));
      count += row.hidden ? 0 : 1;
    }
    none.hidden = count > 0;
    reach();
    return count;
  }

  const reveal = (column) => rows.get(column)?.scrollIntoView({ block: "nearest" });
  const focus = () => {
    const row = reach();
    row?.focus();
    if (row && row.dataset.column !== state.selected) select(row.dataset.column);
  };
  return { node: make("div", { class: "uf-list" }, grid, none), draw, mark, filter, reveal, focus };
}

function cells(fact, line) {
  const [glyph, said] = SIGNS[line.sign];
  const share = Math.floor(fact.share * 100);
  const cell = (kind, attributes, ...children) => make("span", { role: "gridcell", class: `uf-${kind}`, ...attributes }, children);
  return [
    cell("sign", { "data-sign": line.sign, "aria-label": said, title: said }, glyph),
    cell("name", { title: fact.column }, fact.column),
    cell("becomes", { title: line.target || "left behind" }, line.target ? `→ ${line.target}` : "left behind"),
    cell("kind", {}, fact.kind),
    cell("fill", { "aria-label": `filled in ${share} %`, title: `filled in ${number(fact.filled)} rows` },
      make("span", { class: "uf-bar" }, make("span", { class: "uf-bar-in", style: `width:${fact.share * 100}%` })), `${share} %`),
    cell("distinct", { title: "different values" }, fact.distinct),
    cell("samples", { title: fact.samples.join("\n") }, fact.samples.join(" · ")),
  ];
}
