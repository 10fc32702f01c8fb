// uses: hmacOf, isWrittenAs
// Werkzeug's oldest: sha1$salt$hex, an HMAC of the password whose key is the salt.
function isDollarHmac(password, hash) {
  const told = /^(md5|sha1|sha256|sha512)\$([^$]+)\$([0-9a-f]+)$/.exec(hash);
  return !!told && isWrittenAs(hmacOf(told[1], told[2], password), told[3]);
}
