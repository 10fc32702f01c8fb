// uses: isPbkdf2
// passlib and LDAP servers: $pbkdf2-sha256$rounds$salt$hash and {PBKDF2-SHA256}…, in base64 with dots.
async function isPasslibPbkdf2(password, hash) {
  const told = /^(?:\$pbkdf2|\{PBKDF2)(?:-(sha\d+))?[$}](\d+)\$([^$]+)\$([^$]+)$/i.exec(hash);
  if (!told || !['sha1', 'sha256', 'sha512'].includes((told[1] || 'sha1').toLowerCase())) return false;
  const [salt, expected] = told.slice(3).map((text) => Buffer.from(text.replace(/\./g, '+'), 'base64'));
  return isPbkdf2(password, (told[1] || 'sha1').toLowerCase(), Number(told[2]), salt, expected);
}
