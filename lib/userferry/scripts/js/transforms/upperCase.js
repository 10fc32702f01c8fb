// Writes it in upper case.
function upperCase(text) {
  return text.toUpperCase();
}
