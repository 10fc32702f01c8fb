// uses: digestOf, isWrittenAs
// Django and others: sha1$salt$hex, of salt and password.
function isDollarDigest(password, hash) {
  const told = /^(md5|sha1|sha256|sha512)\$([^$]*)\$([0-9a-f]+)$/.exec(hash);
  return !!told && isWrittenAs(digestOf(told[1], told[2], password), told[3]);
}
