// A value of a row as a query takes it: what `printedByMysql` wrote as hexadecimal digits, as bytes again.
function storedByMysql(row, name) {
  return row[Symbol.for('bytes')].includes(name) ? Buffer.from(row[name], 'hex') : row[name];
}
