// The selected cluster: its rows side by side, what differs between them, and which of them stays.

const MARKS = { same: ["=", "the same"], differs: ["≠", "differs"], partly: ["◐", "some rows have none"], hidden: ["·", "not shown"] };

function drawCompared(place, detail, wantsAll, act, turnAll) {
  if (!detail.cluster) {
    redraw(place, make("p", { class: "uf-dim" }, "No cluster is like that."));
    return;
  }
  const { cluster } = detail;
  if (place.dataset.cluster !== cluster) place.scrollTop = 0;
  place.dataset.cluster = cluster;
  const last = detail.from + detail.rows.length;
  const differing = detail.lines.filter((line) => line.mark !== "same");
  const lines = wantsAll ? detail.lines : differing;
  const equal = detail.lines.length - differing.length;
  const radio = (key, checked, choose, text) => make("label", { class: "uc-choice" },
    make("input", { type: "radio", name: `uc-keep-${cluster}`, "data-key": `keep ${key}`, checked, onchange: choose }), make("span", {}, prose(text)));
  const keep = (kept) => () => act("keep", { cluster, keep: kept });
  redraw(place,
    make("h3", { tabindex: "-1", "data-key": "title" }, cluster),
    make("p", { class: "uc-said", "data-sign": detail.sign, "data-fate": "" }, detail.fate),
    make("div", { role: "radiogroup", "aria-label": `Who stays of ${cluster}`, class: "uc-choices" },
      radio("rule", detail.keep === "", () => act("follow_rule", { cluster }), detail.rule),
      radio("none", detail.keep === "none", keep("none"), "keep none, hold them back"),
      detail.can_both ? radio("both", detail.keep === "both", keep("both"), "keep all of them: different people, or one who may be there twice") : null,
      labelled("why", entry((reason) => act("set_reason", { cluster, reason }), { "data-key": "reason", value: detail.reason })),
      make("div", { class: "uc-across", tabindex: "0", role: "region", "aria-label": `The rows of ${cluster}` },
        make("table", { class: "uf-table uc-compared" },
          make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "attribute"), detail.rows.map((row) => headed(row, detail, radio, keep)))),
          make("tbody", {}, lines.map((line) => compared(line, detail.rows)))))),
    make("p", { class: "uf-dim" }, detail.is_open ? "" : prose("Values are shown as patterns; `show_values = True` in the first cell shows them. "), "Rows are counted from 0."),
    make("div", { class: "uf-line" },
      detail.of > detail.rows.length ? turner("rows", `rows ${number(detail.from + 1)} to ${number(last)} of ${number(detail.of)}, compared with each other`,
        (step) => act("show_rows", { start: detail.from + step * detail.page }), { isFirst: detail.from === 0, isLast: last >= detail.of }) : null,
      equal > 0 && make("label", { class: "uc-choice" }, make("input", { type: "checkbox", "data-key": "all lines", checked: wantsAll, onchange: turnAll }), make("span", {}, equal === 1 ? "show the attribute that is the same" : `show the ${number(equal)} attributes that are the same`))),
    detail.more_lines ? make("p", { class: "uf-dim" }, `${number(detail.more_lines)} attributes more are not listed here.`) : null);
}

/** Let a long path or address break where its parts meet. */
function breakable(text) {
  return text.split(/(?<=[.@])/).flatMap((piece) => [make("wbr"), piece]);
}

function headed(row, detail, radio, keep) {
  return make("th", { scope: "col", class: `uc-row uc-${row.mark}` },
    radio(`row ${row.row}`, detail.keep === String(row.row), keep(row.row), `keep row ${row.row}`),
    make("span", { class: "uc-outcome" }, row.outcome, row.in && !row.in.includes(`(${detail.cluster})`) ? row.in : ""),
    row.evidence ? make("span", { class: "uf-dim" }, row.evidence) : null);
}

function compared(line, rows) {
  const [glyph, said] = MARKS[line.mark];
  return make("tr", { "data-path": line.path, "data-mark": line.mark },
    make("th", { scope: "row" }, make("span", { class: "uc-cell" }, make("span", { class: "uf-mark", role: "img", "aria-label": said, title: said }, glyph), make("span", {}, breakable(line.path)))),
    line.cells.map((text, at) => make("td", { class: `uc-${rows[at].mark}${text === null ? " uc-nothing" : ""}` },
      make("span", { class: "uc-cell" },
        line.groups[at] ? make("span", { class: "uc-group", title: "the same letter, the same value" }, line.groups[at]) : null,
        make("span", {}, breakable(text ?? "nothing"), line.notes[at] ? make("span", { class: "uc-note" }, ` ${line.notes[at]}`) : null)))));
}
