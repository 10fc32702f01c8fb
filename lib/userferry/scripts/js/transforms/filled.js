// An empty text is nothing, and so is a column that the row does not have.
function filled(value) {
  return value === '' || value === undefined ? null : value;
}
