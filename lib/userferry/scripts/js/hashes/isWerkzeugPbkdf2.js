// uses: isPbkdf2
// Werkzeug: pbkdf2:sha256:rounds$salt$hex. Where the rounds are not written, each version had its own.
async function isWerkzeugPbkdf2(password, hash) {
  const told = /^pbkdf2(?::([a-z0-9]+))?(?::(\d+))?\$([^$]+)\$([0-9a-f]+)$/.exec(hash);
  if (!told || !['md5', 'sha1', 'sha256', 'sha512', undefined].includes(told[1])) return false;
  const [, digest = 'sha256', rounds, salt, written] = told;
  for (const count of rounds ? [rounds] : [1000, 50000, 150000, 260000, 600000, 1000000]) {
    if (await isPbkdf2(password, digest, Number(count), salt, Buffer.from(written, 'hex'))) return true;
  }
  return false;
}
