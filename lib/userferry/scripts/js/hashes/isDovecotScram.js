// uses: isScramKey
// Dovecot: {SCRAM-SHA-256}rounds,salt,StoredKey,ServerKey.
async function isDovecotScram(password, hash) {
  const told = /^\{SCRAM-SHA-(1|256)\}([1-9]\d*),([^,]+),([^,]+),(.+)$/i.exec(hash);
  if (!told) return false;
  const [salt, storedKey] = [Buffer.from(told[3], 'base64'), Buffer.from(told[4], 'base64')];
  return isScramKey(password, `sha${told[1]}`, Number(told[2]), salt, storedKey);
}
