// uses: argon2Of
// Argon2id in PHC notation: 19 MiB and two passes, the least that is held to be enough.
async function argon2Hash(password) {
  const salt = require('crypto').randomBytes(16);
  const costs = { type: 'id', version: 19, memory: 19456, passes: 2, lanes: 1 };
  const made = await argon2Of(Buffer.from(password), salt, 32, costs);
  const [first, second] = [salt, made].map((bytes) => bytes.toString('base64').replace(/=+$/, ''));
  return `$argon2id$v=19$m=19456,t=2,p=1$${first}$${second}`;
}
