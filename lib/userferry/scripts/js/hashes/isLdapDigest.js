// uses: digestOf, isSame, isWrittenAs
// LDAP (RFC 2307): {SSHA} and the like, base64 of the digest and of the salt that went in behind the
// password.
function isLdapDigest(password, hash) {
  const told = /^\{(?:plain-)?(s?)(md5|sha(?:1|224|256|384|512)?)\}([A-Za-z0-9+/]+=*)$/i.exec(hash);
  if (!told) return false;
  const name = told[2].toLowerCase() === 'sha' ? 'sha1' : told[2].toLowerCase();
  const bare = digestOf(name, password);
  if (!told[1]) return isWrittenAs(bare, told[3]);
  const body = Buffer.from(told[3], 'base64');
  const salt = body.subarray(bare.length);
  return isSame(digestOf(name, password, salt), body.subarray(0, bare.length));
}
