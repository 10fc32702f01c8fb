// uses: saltText, shaCrypt
// crypt(3)'s $5$ or $6$ of 5,000 rounds, which are not written.
function shaCryptHash(password, name) {
  const salt = saltText(16);
  return `$${name === 'sha256' ? 5 : 6}$${salt}$${shaCrypt(password, name, salt, 5000)}`;
}
