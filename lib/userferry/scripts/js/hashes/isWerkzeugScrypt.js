// uses: isScrypt
// Werkzeug: scrypt:cost:block size:lanes$salt$hex; the salt is the text that stands there.
async function isWerkzeugScrypt(password, hash) {
  const told = /^scrypt:(\d+):(\d+):(\d+)\$([^$]+)\$([0-9a-f]+)$/.exec(hash);
  if (!told) return false;
  const [cost, blockSize, lanes] = told.slice(1, 4).map(Number);
  return isScrypt(password, told[4], cost, blockSize, lanes, Buffer.from(told[5], 'hex'));
}
