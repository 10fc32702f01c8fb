// uses: saltText, scryptOf
// Django: scrypt$16384$salt$8$5$base64.
async function djangoScryptHash(password) {
  const salt = saltText(22);
  const made = await scryptOf(password, salt, 16384, 8, 5, 64);
  return `scrypt$16384$${salt}$8$5$${made.toString('base64')}`;
}
