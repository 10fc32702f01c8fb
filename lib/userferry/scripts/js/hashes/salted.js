// uses: bytesOf, typedBytes
// The password with the salt that stands beside its hash, before it unless told otherwise.
function salted(password, beside) {
  const parts = [
    bytesOf(beside.salt, beside.salt_encoding),
    typedBytes(password, beside.password_encoding),
  ];
  return Buffer.concat(beside.salt_position === 'suffix' ? parts.reverse() : parts);
}
