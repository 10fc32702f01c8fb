// A row as the dump has it: what the server prints, and what is no text (BLOB, BINARY, BIT) as hexadecimal
// digits; the names of these columns stand under a symbol.
function printedByMysql(row, fields) {
  const NO_TEXT = 63; // the number of the character set `binary`, which dates and numbers have too
  // VARCHAR, BIT, the BLOBs, VAR_STRING, STRING, GEOMETRY
  const BYTES = [15, 16, 249, 250, 251, 252, 253, 254, 255];
  const printed = { [Symbol.for('bytes')]: [] };
  for (const { name, characterSet, columnType } of fields) {
    const isBytes = characterSet === NO_TEXT && BYTES.includes(columnType);
    if (isBytes) printed[Symbol.for('bytes')].push(name);
    printed[name] = row[name] === null ? null : row[name].toString(isBytes ? 'hex' : 'utf8');
  }
  return printed;
}
