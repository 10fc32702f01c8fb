// uses: isScrypt
// Django: scrypt$cost$salt$block size$lanes$base64; the salt is the text that stands there.
async function isDjangoScrypt(password, hash) {
  const told = /^scrypt\$(\d+)\$([^$]+)\$(\d+)\$(\d+)\$([^$]+)$/.exec(hash);
  if (!told) return false;
  const [, cost, salt, blockSize, lanes, digest] = told;
  return isScrypt(
    password,
    salt,
    Number(cost),
    Number(blockSize),
    Number(lanes),
    Buffer.from(digest, 'base64'),
  );
}
