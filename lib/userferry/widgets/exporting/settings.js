// Which users, in which order, as what.

function drawSettings(place, said, act) {
  const tell = (name) => (value) => act("set", { name, said: value });
  const field = (name, text, attributes = {}) => labelled(text, entry(tell(name), { "data-key": name, value: said[name], ...attributes }));
  const choice = (name, text, values) => labelled(text, make("select", { "data-key": name, onchange: (event) => tell(name)(event.target.value) }, options(values, said[name])));
  const turn = (name, text, attributes = {}) => make("label", { class: "ux-switch" },
    make("input", { type: "checkbox", "data-key": name, checked: said[name], onchange: (event) => tell(name)(event.target.checked), ...attributes }), text);
  const isDown = said.sort.startsWith("-");
  const by = said.sort.replace(/^-/, "");
  const sorts = [["", "as the tenant gives them"], ...said.sorts.map((label) => [label, label])];
  if (by && !said.sorts.includes(by)) sorts.push([by, by]);
  const order = make("select", { "data-key": "sort", onchange: (event) => tell("sort")(event.target.value && (isDown ? "-" : "") + event.target.value) }, options(sorts, by));
  const way = make("select", { "data-key": "way of sort", disabled: !by, onchange: (event) => tell("sort")(event.target.value + by) }, options([["", "up"], ["-", "down"]], isDown ? "-" : ""));
  redraw(place,
    make("h3", {}, "Which users"),
    choice("where", "whose", [["connection", "users of the connection"], ["tenant", "users of the whole tenant"]]),
    field("query", "search of the tenant (Lucene, 1,000 users at most)", { placeholder: 'email.domain:"example.com"' }),
    field("filter", "filter here (polars)", { placeholder: 'pl.col("user_metadata.plan") == "pro"' }),
    make("h3", {}, "As what"),
    make("div", { class: "uf-line" }, labelled("sorted by", order), labelled("", way, { hidden: true })),
    choice("format", "format", said.formats),
    turn("escape_formulas", "make formulas in a CSV inert (OWASP)", { disabled: said.format !== "csv" }),
    turn("flatten", "a column for each value of an object"),
    turn("import_ready", "import-ready: an import's own names, whatever the columns", { disabled: said.format !== "json" && !said.import_ready }));
}
