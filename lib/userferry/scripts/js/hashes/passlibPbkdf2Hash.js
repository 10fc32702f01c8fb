// uses: pbkdf2Of
// passlib and LDAP servers: a sign, the rounds, salt and hash in base64 with dots.
async function passlibPbkdf2Hash(password, name, rounds, size, sign) {
  const salt = require('crypto').randomBytes(16);
  const made = await pbkdf2Of(name, password, salt, rounds, size);
  const written = [salt, made].map((bytes) =>
    bytes.toString('base64').replace(/\+/g, '.').replace(/=+$/, ''),
  );
  return `${sign}${rounds}$${written.join('$')}`;
}
