// uses: isScramKey
// PostgreSQL: SCRAM-SHA-256$rounds:salt$StoredKey:ServerKey.
async function isPostgresScram(password, hash) {
  const told = /^SCRAM-SHA-256\$([1-9]\d*):([^$]+)\$([^:]+):(.+)$/.exec(hash);
  if (!told) return false;
  const [salt, storedKey] = [Buffer.from(told[2], 'base64'), Buffer.from(told[3], 'base64')];
  return isScramKey(password, 'sha256', Number(told[1]), salt, storedKey);
}
