// uses: digestOf
// LDAP (RFC 2307): a scheme such as {SSHA}, and the base64 of the digest and of the salt behind it.
function ldapHash(password, name, scheme) {
  const salt = require('crypto').randomBytes(8);
  return scheme + Buffer.concat([digestOf(name, password, salt), salt]).toString('base64');
}
