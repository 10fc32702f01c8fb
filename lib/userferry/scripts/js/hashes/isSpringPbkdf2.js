// uses: bytesOf, isPbkdf2
// Spring: {pbkdf2} and hexadecimal or base64 of salt and hash, whose costs stand nowhere: SHA-1 and
// 185,000 rounds with 8 bytes of salt until version 5.5, SHA-256 and 310,000 with 16 since 5.8. A
// server's own secret follows the salt.
async function isSpringPbkdf2(password, hash, beside) {
  const told = /^\{pbkdf2(?:@SpringSecurity_v5_[58])?\}(.+)$/.exec(hash);
  if (!told) return false;
  const body = Buffer.from(told[1], /^[0-9a-f]+$/.test(told[1]) ? 'hex' : 'base64');
  const secret = bytesOf(beside.pepper, beside.pepper_encoding);
  const [digest, rounds, size] = body.length === 40 ? ['sha1', 185000, 8] : ['sha256', 310000, 16];
  const salt = Buffer.concat([body.subarray(0, size), secret]);
  return isPbkdf2(password, digest, Number(beside.rounds) || rounds, salt, body.subarray(size));
}
