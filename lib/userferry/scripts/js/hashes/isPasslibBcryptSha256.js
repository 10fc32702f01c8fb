// uses: digestOf, hmacOf, isBcryptOf
// passlib gives bcrypt the SHA-256 of the password in base64; version 2 keys it with the salt.
async function isPasslibBcryptSha256(password, hash) {
  const told = /^\$bcrypt-sha256\$(v=2,t=|)2([ab]),(?:r=)?(\d{1,2})\$([^$]{22})\$([^$]{31})$/.exec(hash);
  if (!told) return false;
  const [, version, revision, rounds, salt, digest] = told;
  const mixed = version ? hmacOf('sha256', salt, password) : digestOf('sha256', password);
  const line = `$2${revision}$${rounds.padStart(2, '0')}$${salt}${digest}`;
  return isBcryptOf(Buffer.from(mixed.toString('base64')), line);
}
