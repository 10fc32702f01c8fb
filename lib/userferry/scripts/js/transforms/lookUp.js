// Looks a value up in a table; what the table does not name is nothing.
function lookUp(text, table) {
  return table.get(text) ?? null;
}
