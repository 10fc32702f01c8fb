// One line for each kind of conflict: how many there are, what comes of them, and the rule that makes it so.

const COUNTS = [["clusters", "clusters"], ["rows", "rows"], ["kept", "kept"], ["renamed", "renamed"], ["merged_away", "merged away"],
  ["held_back", "held back"], ["elsewhere", "elsewhere"], ["open", "open"]];
const COMPARES = ["newest", "oldest"];

function drawRules(place, kinds, known, isCounting, act) {
  const heads = make("tr", {}, make("th", { scope: "col" }, "kind"), COUNTS.map(([name, text]) => make("th", { scope: "col", class: "uf-number", title: name === "elsewhere" ? "their rows give way in a cluster of another kind" : false }, text)));
  redraw(place,
    make("table", { class: "uf-table uc-rules", "aria-busy": isCounting },
      make("caption", { class: "uf-unseen" }, "Rules by kind, and what comes of them"),
      make("thead", {}, heads),
      kinds.map((kind) => make("tbody", { "data-kind": kind.kind, class: kind.is_wrong ? "uc-wrong" : "" }, counted(kind), ruled(kind, known, act)))));
}

function counted({ kind, counts }) {
  const cells = COUNTS.map(([name]) =>
    make("td", { class: `uf-number${counts[name] ? "" : " uc-zero"}${name === "open" && counts.open ? " uc-open" : ""}`, "data-count": name }, number(counts[name])));
  return make("tr", {}, make("th", { scope: "row", class: "uc-kind" }, kind), cells);
}

function ruled(line, known, act) {
  const { kind, keep } = line;
  const tell = (part) => (said) => act("set_rule", { kind, part, said });
  const words = make("select", { "data-key": `keep ${kind}`, onchange: (event) => act("set_keep", { kind, keep: event.target.value }) }, options(line.words, keep));
  const field = (part, text, value, attributes) => labelled(text, entry(tell(part), { "data-key": `${part} ${kind}`, value, "aria-label": `${kind}: ${text}`, ...attributes }));
  const isMerging = keep && !["none", "both"].includes(keep);
  return make("tr", { class: "uc-ruled" }, make("td", { colspan: COUNTS.length + 1 }, make("div", { class: "uf-line" },
    labelled("keep", words),
    COMPARES.includes(keep) ? field("by", "by", line.by, { list: known.paths, class: "uc-path" }) : null,
    isMerging ? field("merge", "merge into it", line.merge, { placeholder: "given_name, app_metadata.plan", title: known.mergeable.join(", "), class: "uc-path" }) : null,
    isMerging && line.can_rename ? field("rename", "rename the others", line.rename, { placeholder: "{username}-{n}", class: "uc-short" }) : null,
    keep ? make("span", { class: "uf-wide" }, field("reason", "why", line.reason, {})) : null)));
}
