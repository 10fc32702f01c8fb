// uses: isBcrypt
// bcrypt whose salt or digest carries bits in its last letter that bcrypt never reads: they are cleared
// first.
async function isStrayBcrypt(password, hash) {
  const letters = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const cleared = (at, mask) => letters[letters.indexOf(hash[at]) & mask];
  if (hash.length !== 60 || letters.indexOf(hash[28]) < 0 || letters.indexOf(hash[59]) < 0) return false;
  return isBcrypt(password, hash.slice(0, 28) + cleared(28, 48) + hash.slice(29, 59) + cleared(59, 60));
}
