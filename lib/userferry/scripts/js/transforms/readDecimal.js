// uses: trimSpace
// Reads a number with a decimal point.
function readDecimal(text) {
  const word = trimSpace(text);
  return /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/u.test(word) ? Number(word) : null;
}
