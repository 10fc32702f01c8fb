// Writes it in lower case.
function lowerCase(text) {
  return text.toLowerCase();
}
