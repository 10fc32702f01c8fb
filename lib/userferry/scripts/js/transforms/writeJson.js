// uses: writeNumber
// Writes what readJson read, without blanks and with the keys in their order.
function writeJson(value) {
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, one]) => `${JSON.stringify(key)}:${writeJson(one)}`).join(',')}}`;
  }
  return value?.number === undefined ? JSON.stringify(value) : writeNumber(value.number);
}
