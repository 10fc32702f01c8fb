// uses: scryptOf
// salt:hex as Node applications keep it (Lucia, Better Auth).
async function colonScryptHash(password, blockSize) {
  const salt = require('crypto').randomBytes(8).toString('hex');
  return `${salt}:${(await scryptOf(password, salt, 16384, blockSize, 1, 64)).toString('hex')}`;
}
