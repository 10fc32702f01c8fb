// uses: filled
// Takes a value, or the first of other columns that is filled in.
function firstFilled(value, row, columns) {
  return columns.reduce((found, column) => found ?? filled(row[column]), filled(value));
}
