// uses: digestOf, isWrittenAs, typedBytes
// hex:salt, of the salt and the password in the order that is said.
function isColonDigest(password, hash, name, position, encoding) {
  const told = /^([0-9a-f]+):(.+)$/i.exec(hash);
  if (!told) return false;
  const parts = [Buffer.from(told[2]), typedBytes(password, encoding)];
  return isWrittenAs(digestOf(name, ...(position === 'suffix' ? parts.reverse() : parts)), told[1]);
}
