// uses: isScrypt
// salt:hex as Node applications keep it (Lucia, Better Auth); the salt is the text that stands there.
async function isColonScrypt(password, hash, blockSize) {
  const told = /^([0-9A-Za-z]+):([0-9a-f]{128})$/.exec(hash);
  return !!told && isScrypt(password, told[1], 16384, blockSize, 1, Buffer.from(told[2], 'hex'));
}
