// Clusters by kind and size: counted in the kernel, as for the picture that is kept in the notebook.

function drawPicture(place, { sizes, rows }) {
  const bars = (bar) => make("td", {}, bar.clusters ? [
    number(bar.clusters), bar.open ? make("span", { class: "uc-open" }, ` (${number(bar.open)} open)`) : null,
    make("span", { class: "uc-bar", "aria-hidden": "true", style: `width:${bar.width}px` }, make("span", { class: "uc-bar-in", style: `width:${100 - (100 * bar.open) / bar.clusters}%` }))] : null);
  redraw(place,
    make("table", { class: "uf-table uc-drawn" },
      make("caption", {}, "Clusters by kind and by how many rows are in one; a filled bar is settled, an outlined one is open"),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "kind"), sizes.map((text) => make("th", { scope: "col" }, `${text} rows`)))),
      make("tbody", {}, rows.map((row) => make("tr", {}, make("th", { scope: "row", class: "uc-kind" }, row.kind), row.bars.map(bars))))));
}
