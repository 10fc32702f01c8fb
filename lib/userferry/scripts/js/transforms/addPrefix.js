// Puts a text before it.
function addPrefix(text, prefix) {
  return prefix + text;
}
