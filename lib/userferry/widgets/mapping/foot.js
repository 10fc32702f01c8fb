// Below the columns: what has to be settled, what the whole dump would give, and a final user.

const STATES = { done: ["✓", "done"], look: ["○", "look"], open: ["!", "to settle"] };

function goTo(column, text, select) {
  return column ? button(prose(text), () => select(column), { class: "uf-link", "data-key": `go ${text}` }) : make("span", {}, prose(text));
}

function drawConcerns(place, { complaints, drift, checklist }, act, select) {
  const items = checklist.map(({ what, state, why, column }) =>
    make("li", { "data-state": state },
      make("span", { class: "uf-mark", "data-sign": { done: "placed", look: "open", open: "wrong" }[state], role: "img", "aria-label": STATES[state][1] }, STATES[state][0]),
      make("span", {}, goTo(column, what, select), make("span", { class: "uf-dim" }, " ", prose(why)))));
  redraw(place,
    make("h3", {}, "What has to be settled"),
    complaints.length ? make("ul", { class: "uf-complaints" }, complaints.map(({ text, column, fixes }, place) => make("li", {}, goTo(column, text, select), drawFixes(fixes, `complaint ${place}`, act)))) : null,
    drift ? button("Take over the dump's columns", () => act("take_over_columns"), { "data-key": "take over" }) : null,
    make("ul", { class: "uf-checklist" }, items));
}

/** List fixes, each with a button that takes it; `about` keeps apart the buttons of a fix that is listed twice. */
function drawFixes(fixes, about, act) {
  return fixes.length ? make("ul", { class: "uf-fixes", "aria-label": "Fixes" }, fixes.map(({ key, column, words, effect, loses }) =>
    make("li", {},
      button("Fix", () => act("apply_fix", { key }), { "data-key": `fix ${about} ${key}`, "aria-label": `Fix: ${column} ${words}` }),
      make("span", {}, make("code", {}, column), " ", prose(words), make("span", { class: "uf-dim" }, effect && ` · ${effect}`, loses && ` · loses ${loses}`))))) : null;
}

/** Say of a rule what would repair its rows, and what stays to be done by a person. */
function drawRemedies(rule, { by_rule: byRule, rest }, act) {
  const stays = rest[rule];
  const parts = [drawFixes(byRule[rule] ?? [], rule, act), stays && make("p", { class: "uf-dim" }, `Still refused: ${number(stays.rows)}; `, prose(stays.otherwise), ".")].filter(Boolean);
  return parts.length ? make("tr", { class: "uf-remedies" }, make("td", { colspan: "3" }, parts)) : null;
}

function drawCounts(place, { state, said, refused, hashes, fit, fixes, lost }, canRemember, act, select) {
  const losses = refused.flatMap(({ rule, code, rows, column }) => [
    make("tr", {}, make("td", {}, goTo(column, rule, select)), make("td", { class: "uf-dim" }, code), make("td", { class: "uf-number" }, number(rows))),
    drawRemedies(rule, fixes, act)].filter(Boolean));
  const forms = hashes.map(({ form, becomes, way_out: wayOut, rows }) =>
    make("tr", {}, make("td", {}, form), make("td", { class: "uf-dim" }, becomes + (wayOut ? `; ${wayOut}` : "")), make("td", { class: "uf-number" }, number(rows))));
  const headed = (caption, heads, rows) => rows.length ? make("table", { class: "uf-table" },
    make("caption", {}, caption), make("thead", { class: "uf-unseen" }, make("tr", {}, heads.map((text) => make("th", { scope: "col" }, text)))), make("tbody", {}, rows)) : null;
  redraw(place,
    make("h3", {}, "What the whole dump would give"),
    make("p", { class: state === "failed" ? "uf-complaint" : "uf-dim", "data-counts": state }, `${said}.`.replace(/\.\.$/, ".")),
    fit.length ? make("ul", { class: "uf-complaints" }, fit.map(({ text, column }) => make("li", {}, goTo(column, text, select)))) : null,
    headed("Rows that the tenant would refuse", ["rule", "the tenant's code", "rows"], losses),
    fixes.state ? make("div", { class: "uf-line", "data-fixes": fixes.state },
      fixes.said ? make("p", { class: "uf-dim" }, `${fixes.said}.`) : null,
      fixes.together ? button("Take them all", () => act("apply_fix", { key: fixes.together }), { "data-key": "fix together" }) : null) : null,
    fixes.changed.length ? make("p", {}, "Values that the tenant would take and change:") : null,
    drawFixes(fixes.changed, "changed", act),
    lost === 0 && !losses.length ? make("p", {}, "The tenant would refuse no row.") : null,
    headed("Password hashes", ["form", "what becomes of it", "rows"], forms),
    button("Remember this dump", () => act("remember_dump"), { "data-key": "remember", disabled: !canRemember, title: "Writes down what this dump is like; the next one is held against it" }));
}

function drawUser(place, { place: at, of, json, why }, act) {
  const turn = (step) => act("show_user", { place: (at + step + of) % of });
  redraw(place,
    make("h3", {}, "A final user"),
    why ? make("p", { class: "uf-dim" }, why) : null,
    of ? make("div", { class: "uf-line" }, turner("user", `row ${at} of the dump, counted from 0`, turn)) : null,
    json ? make("pre", { class: "uf-json", tabindex: "0", "aria-label": "The user as JSON" }, json) : null);
}
