// A row as SQL Server's own export writes it: a bit as 1 or 0, bytes as 0x and hexadecimal digits, a date
// and time with a blank between them and three decimals (in UTC), anything else as it is printed.
function printedBySqlserver(row) {
  const text = (value) => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'boolean') return value ? '1' : '0';
    if (Buffer.isBuffer(value)) return `0x${value.toString('hex').toUpperCase()}`;
    if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
    return String(value);
  };
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, text(value)]));
}
