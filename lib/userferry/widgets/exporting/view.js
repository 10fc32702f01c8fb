// What is exported as a page: it draws what the model shows, and passes on what a person does.

function render({ model, el: host }) {
  const act = (name, said = {}) => model.send({ do: name, ...said });
  const columns = region("ux-list", "Columns");
  const settings = region("ux-settings", "Which users, in which order, as what");
  const concerns = region("ux-concerns", "What has to be mended");
  const preview = region("ux-preview", "The first users");
  const { buttons, file, said, draw: drawDecided } = decidedBar(act, "export");
  const sum = make("span", { class: "ux-sum" });

  const draws = {
    columns: () => drawColumns(columns, model.get("columns"), act),
    settings: () => drawSettings(settings, model.get("settings"), act),
    concerns: () => drawFaults(concerns, model.get("concerns")),
    preview: () => drawPreview(preview, model.get("preview")),
    status: () => {
      const status = model.get("status");
      sum.textContent = status.users === null ? "counting …" : `Export ${number(status.users)} users`;
      sum.title = `of ${number(status.asked)} that the tenant gave; save, and the next cell exports them`;
      drawDecided(status);
    },
  };
  const stop = follow(model, draws);
  const line = (...parts) => make("div", { class: "uf-line uf-status" }, parts);
  const wide = (...parts) => make("span", { class: "uf-wide" }, parts);
  const bar = make("div", { class: "uf-bar-top" }, line(sum, wide(), buttons), line(wide(said), file));
  const list = { node: columns, focus: () => columns.focus() };
  const search = { focus: () => settings.querySelector('[data-key="filter"]')?.focus() };
  host.append(pageOf("exporting", act, search, list, bar, concerns, make("div", { class: "ux-main" }, columns, settings), preview));
  for (const draw of Object.values(draws)) draw();
  act("open");
  return stop;
}

function drawFaults(place, { complaints, notices }) {
  place.hidden = !complaints.length && !notices.length;
  const listed = (texts, label) => texts.length ? make("ul", { class: "uf-complaints", "aria-label": label }, texts.map((text) => make("li", {}, prose(text)))) : null;
  redraw(place, listed(complaints, "Complaints"), listed(notices, "Notices"));
}

function drawPreview(place, { labels, rows, errors }) {
  if (!labels) return redraw(place, make("p", { role: "status" }, "Evaluating the first users …"));
  const cell = (value) => value === null ? make("td", { class: "ux-nothing" }, "–") : make("td", {}, value);
  redraw(place,
    make("h3", {}, `The first ${number(rows.length)} users`),
    errors.length ? make("ul", { class: "uf-complaints", "aria-label": "Errors of expressions" }, errors.map((text) => make("li", {}, prose(text)))) : null,
    make("div", { class: "ux-across", tabindex: "0", role: "group", "aria-label": "The first users, a column each" },
      make("table", { class: "uf-table ux-users" },
        make("thead", {}, make("tr", {}, labels.map((label) => make("th", { scope: "col" }, label)))),
        make("tbody", {}, rows.map((row) => make("tr", {}, row.map(cell)))))));
}

export default { render };
