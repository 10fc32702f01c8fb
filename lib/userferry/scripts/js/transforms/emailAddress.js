// uses: trimSpace
// Trims an address and writes it in lower case; punycode stays.
function emailAddress(text) {
  return trimSpace(text).toLowerCase();
}
