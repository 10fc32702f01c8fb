// uses: isPbkdf2, saslPrepared
// passlib's SCRAM keeps PBKDF2 of the password for each digest; SHA-1 is always among them.
async function isPasslibScram(password, hash) {
  const told = /^\$scram\$(\d+)\$([^$]+)\$(?:.*,)?sha-1=([^,]+)/.exec(hash);
  if (!told) return false;
  const [salt, expected] = told.slice(2).map((text) => Buffer.from(text.replace(/\./g, '+'), 'base64'));
  for (const typed of saslPrepared(password)) {
    if (await isPbkdf2(typed, 'sha1', Number(told[1]), salt, expected)) return true;
  }
  return false;
}
