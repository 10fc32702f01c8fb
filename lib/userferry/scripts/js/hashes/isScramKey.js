// uses: digestOf, hmacOf, isSame, pbkdf2Of, saslPrepared
// SCRAM (RFC 5802) keeps the digest of a key that is made from PBKDF2 of the password.
async function isScramKey(password, name, rounds, salt, storedKey) {
  const size = storedKey.length;
  for (const typed of saslPrepared(password)) {
    const mixed = await pbkdf2Of(name, typed, salt, rounds, size);
    if (isSame(digestOf(name, hmacOf(name, mixed, 'Client Key')), storedKey)) return true;
  }
  return false;
}
