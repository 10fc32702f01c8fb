// uses: trimSpace
// Reads a whole number of at most 15 digits.
function readInteger(text) {
  const word = trimSpace(text);
  return /^-?[0-9]{1,15}$/u.test(word) ? Number(word) + 0 : null;
}
