// uses: saltText, scryptOf
// Werkzeug: scrypt:32768:8:1$salt$hex.
async function werkzeugScryptHash(password) {
  const salt = saltText(16);
  const made = await scryptOf(password, salt, 32768, 8, 1, 64);
  return `scrypt:32768:8:1$${salt}$${made.toString('hex')}`;
}
