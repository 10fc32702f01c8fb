// uses: pbkdf2Of, saltText
// Werkzeug: pbkdf2:sha256:rounds$salt$hex.
async function werkzeugPbkdf2Hash(password, name, rounds, size) {
  const salt = saltText(16);
  const made = await pbkdf2Of(name, password, salt, rounds, size);
  return `pbkdf2:${name}:${rounds}$${salt}$${made.toString('hex')}`;
}
