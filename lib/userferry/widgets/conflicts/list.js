// The clusters: filtered in the kernel, a page of them here.

const SIGNS = { open: ["!", "open"], rule: ["✓", "settled by a rule"], hand: ["✎", "decided by hand"] };
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 };

/** Make the list with its filter above and its pages below; `enter()` is called for Enter. */
function clusterList(act, name, enter) {
  const box = make("ul", { role: "listbox", tabindex: "0", class: "uc-box", "aria-label": "Clusters", "data-key": "clusters", onkeydown: walk });
  const filter = make("div", { class: "uc-filter", role: "search", "aria-label": "Which clusters are listed" });
  const pager = make("div", { class: "uf-line uf-status uc-pager" });
  const search = make("input", { type: "search", placeholder: "email:17 ( / )", "data-key": "search",
    oninput: (event) => act("narrow", { query: event.target.value.trim() }),
    onkeydown: (event) => { if (["Enter", "ArrowDown"].includes(event.key)) { box.focus(); event.preventDefault(); } } });
  const choices = make("div", { class: "uc-narrow-more" });
  const found = make("p", { class: "uf-dim", "data-found": "" });
  filter.append(make("div", { class: "uc-narrow" }, labelled("search by name", search), choices), found);

  function walk(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") enter();
    else if (event.key in STEPS) act("walk", { by: STEPS[event.key] });
    else return;
    event.preventDefault();
  }

  function draw(shown, known) {
    const chosen = (text, part, values) => labelled(text, make("select", { "data-key": `show ${part}`, onchange: (event) => act("narrow", { [part]: event.target.value }) }, options(values, shown.filter[part])));
    const plain = (values) => values.map((value) => [value, value]);
    redraw(choices,
      chosen("kind", "kind", [["", "every kind"], ...plain(known.kinds)]),
      chosen("severity", "severity", [["", "any"], ...plain(known.severities)]),
      chosen("state", "state", [["", "any"], ...known.states]),
      chosen("sorted", "order", known.orders));
    found.textContent = `${number(shown.total)} of ${number(shown.of)} clusters, ${number(shown.rows)} rows in them`;
    const before = box.scrollTop;
    box.replaceChildren(...shown.lines.map((line, at) => option(line, shown, at)));
    box.scrollTop = before;
    const selected = box.querySelector('[aria-selected="true"]');
    box.setAttribute("aria-activedescendant", selected?.id ?? "");
    selected?.scrollIntoView({ block: "nearest" });
    redraw(pager,
      shown.pages > 1 ? turner("page", `page ${number(shown.page + 1)} of ${number(shown.pages)}`,
        (step) => act("turn", { page: shown.page + step }), { isFirst: shown.page === 0, isLast: shown.page + 1 === shown.pages }) : null);
  }

  function option(line, shown, at) {
    const [glyph, said] = SIGNS[line.sign];
    return make("li", { role: "option", id: `${name}-${shown.first + at}`, class: "uc-cluster", "data-cluster": line.cluster, "aria-selected": String(line.cluster === shown.selected),
      "aria-setsize": shown.total, "aria-posinset": shown.first + at + 1, onclick: () => { box.focus(); act("select", { cluster: line.cluster }); } },
      make("span", { class: "uf-sign", "data-sign": line.sign, role: "img", "aria-label": said, title: said }, glyph),
      make("span", { class: "uf-name" }, line.cluster), make("span", { class: "uc-size" }, `${number(line.size)} rows`),
      make("span", { class: "uc-fate" }, line.fate),
      make("span", { class: "uf-dim uc-evidence" }, [line.severity, line.evidence].filter(Boolean).join(" · ")));
  }

  return { node: box, parts: [filter, box, pager], focus: () => box.focus(), search, draw };
}

/** All that the filter shows at once. */
function bulkBar(act, known) {
  const words = make("select", { "data-key": "bulk keep" }, options(known.words.map(([word]) => [word, word.replace("_", " ")]), "first"));
  const by = make("input", { type: "text", "data-key": "bulk by", list: known.paths, class: "uc-path", spellcheck: "false" });
  const reason = make("input", { type: "text", "data-key": "bulk reason", spellcheck: "false" });
  const compared = labelled("by", by);
  const look = () => { compared.hidden = !COMPARES.includes(words.value); };
  words.addEventListener("change", look);
  look();
  const said = () => ({ keep: words.value, by: COMPARES.includes(words.value) ? by.value.trim() : "" });
  const decide = button("Decide each so", () => act("decide_shown", { ...said(), reason: reason.value }), { "data-key": "bulk decide" });
  const rule = button("Make it their rule", () => act("rule_shown", said()), { "data-key": "bulk rule" });
  const undecide = button("Leave them to the rules", () => act("undecide_shown"), { "data-key": "bulk undecide" });
  const count = make("span", { class: "uc-bulk-count" });
  const draw = (total) => {
    count.textContent = `All ${number(total)} listed:`;
    for (const one of [decide, rule, undecide]) one.disabled = !total;
  };
  return { draw, node: make("div", { class: "uc-bulk uf-line", role: "group", "aria-label": "All clusters that are listed" }, count, labelled("keep", words), compared, make("span", { class: "uf-wide" }, labelled("why", reason)), decide, rule, undecide) };
}
