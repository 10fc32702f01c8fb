// uses: isPbkdf2, isSame, pbkdf2OfMd4
// Auth0's own line: $pbkdf2-sha512$i=rounds,l=size$salt$hash.
async function isAuth0Pbkdf2(password, hash) {
  const told = /^\$pbkdf2-(?:RSA-)?([a-z0-9]+)\$i=(\d+),l=(\d+)\$([^$]+)\$([^$]+)$/i.exec(hash);
  if (!told) return false;
  const name = told[1].toLowerCase();
  const [salt, expected] = [Buffer.from(told[4], 'base64'), Buffer.from(told[5], 'base64')];
  if (expected.length !== Number(told[3])) return false;
  if (name === 'md4')
    return isSame(pbkdf2OfMd4(password, salt, Number(told[2]), expected.length), expected);
  // MDC2 and Whirlpool went out of OpenSSL with version 3: nothing here can compute them.
  if (!require('crypto').getHashes().includes(name)) return false;
  return isPbkdf2(password, name, Number(told[2]), salt, expected);
}
