// uses: isScrypt
// passlib: $scrypt$ln=log2 of the cost,r=block size,p=lanes$salt$hash.
async function isPasslibScrypt(password, hash) {
  const told = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash);
  if (!told) return false;
  const [logCost, blockSize, lanes] = told.slice(1, 4).map(Number);
  const [salt, expected] = [Buffer.from(told[4], 'base64'), Buffer.from(told[5], 'base64')];
  return isScrypt(password, salt, 2 ** logCost, blockSize, lanes, expected);
}
