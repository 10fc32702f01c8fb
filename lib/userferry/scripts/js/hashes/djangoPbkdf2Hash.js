// uses: pbkdf2Of, saltText
// Django: pbkdf2_sha256$rounds$salt$base64.
async function djangoPbkdf2Hash(password, name, rounds, size) {
  const salt = saltText(22);
  const made = await pbkdf2Of(name, password, salt, rounds, size);
  return `pbkdf2_${name}$${rounds}$${salt}$${made.toString('base64')}`;
}
