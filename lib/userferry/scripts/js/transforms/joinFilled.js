// uses: filled
// Joins the columns that are filled in; nothing where none is.
function joinFilled(row, columns, separator) {
  const found = columns.map((column) => filled(row[column])).filter((text) => text !== null);
  return found.length ? found.join(separator) : null;
}
