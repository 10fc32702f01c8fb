// uses: isPbkdf2
// ASP.NET Identity: base64 of a header, 16 bytes of salt and 32 of hash. Version 2 begins with 0 and says
// no more; version 3 begins with 1, then which HMAC, the rounds and the salt's size, as 32-bit numbers.
async function isAspnetIdentity(password, hash) {
  const body = Buffer.from(hash, 'base64');
  if (body.length < 49 || body[0] > 1) return false;
  if (body[0] === 0) return isPbkdf2(password, 'sha1', 1000, body.subarray(1, 17), body.subarray(17));
  const digest = ['sha1', 'sha256', 'sha512'][body.readUInt32BE(1)];
  const end = 13 + body.readUInt32BE(9);
  if (!digest) return false;
  return isPbkdf2(password, digest, body.readUInt32BE(5), body.subarray(13, end), body.subarray(end));
}
