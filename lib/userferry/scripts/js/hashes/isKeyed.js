// uses: bytesOf, hmacOf, isWrittenAs, typedBytes
// An HMAC of the password, whose key stands beside the hash.
function isKeyed(password, hash, name, beside) {
  const key = bytesOf(beside.key, beside.key_encoding);
  return isWrittenAs(hmacOf(name, key, typedBytes(password, beside.password_encoding)), hash);
}
