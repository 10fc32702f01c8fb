// uses: isPbkdf2
// salt:hex of PBKDF2-SHA512 as Node applications keep it; the salt is the text that stands there.
async function isColonPbkdf2(password, hash, rounds) {
  const told = /^([0-9A-Za-z]+):([0-9a-f]{128})$/.exec(hash);
  return !!told && isPbkdf2(password, 'sha512', rounds, told[1], Buffer.from(told[2], 'hex'));
}
