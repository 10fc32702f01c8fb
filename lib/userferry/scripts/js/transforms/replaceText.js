// Replaces each place where a text stands.
function replaceText(text, find, replacement) {
  return text.split(find).join(replacement);
}
