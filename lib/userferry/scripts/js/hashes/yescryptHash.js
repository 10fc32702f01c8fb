// uses: cryptText, yescryptOf
// crypt(3)'s $y$ at the cost that libxcrypt takes where none is told.
async function yescryptHash(password) {
  const write = (bytes) => cryptText(bytes, [...bytes.keys()]);
  const salt = require('crypto').randomBytes(16);
  const costs = { cost: 4096, blockSize: 32, lanes: 1, more: 0 };
  return `$y$j9T$${write(salt)}$${write(await yescryptOf(password, salt, costs))}`;
}
