// The digest of texts (as UTF-8) and bytes, one after the other.
function digestOf(name, ...parts) {
  const made = require('crypto').createHash(name);
  parts.forEach((part) => made.update(part));
  return made.digest();
}
