// uses: cryptNumber, cryptText, isSameText, scryptOf
// crypt(3)'s $7$: log2 of the cost in one letter, block size and lanes in five each, then the salt as a
// text.
async function isCryptScrypt(password, hash) {
  const told =
    /^\$7\$([./0-9A-Za-z])([./0-9A-Za-z]{5})([./0-9A-Za-z]{5})([^$]*)\$([./0-9A-Za-z]{43})$/.exec(hash);
  if (!told) return false;
  const [logCost, blockSize, lanes] = told.slice(1, 4).map(cryptNumber);
  if (logCost < 1 || blockSize < 1 || lanes < 1) return false;
  const made = await scryptOf(password, told[4], 2 ** logCost, blockSize, lanes, 32);
  return isSameText(cryptText(made, [...made.keys()]), told[5]);
}
