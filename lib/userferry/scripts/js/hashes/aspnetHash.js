// uses: pbkdf2Of
// ASP.NET Identity 2, or 3 as .NET 7 and later write it: HMAC-SHA512 and 100,000 rounds.
async function aspnetHash(password, version) {
  const salt = require('crypto').randomBytes(16);
  if (version === 2) {
    const old = await pbkdf2Of('sha1', password, salt, 1000, 32);
    return Buffer.concat([Buffer.alloc(1), salt, old]).toString('base64');
  }
  const header = Buffer.alloc(13);
  [1, 0, 0, 0, 2].forEach((byte, at) => header.writeUInt8(byte, at));
  header.writeUInt32BE(100000, 5);
  header.writeUInt32BE(salt.length, 9);
  const made = await pbkdf2Of('sha512', password, salt, 100000, 32);
  return Buffer.concat([header, salt, made]).toString('base64');
}
