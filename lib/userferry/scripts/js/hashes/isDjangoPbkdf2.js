// uses: isPbkdf2
// Django: pbkdf2_sha256$rounds$salt$base64; the salt is the text that stands there.
async function isDjangoPbkdf2(password, hash) {
  const told = /^pbkdf2_(sha1|sha256)\$(\d+)\$([^$]+)\$([^$]+)$/.exec(hash);
  return !!told && isPbkdf2(password, told[1], Number(told[2]), told[3], Buffer.from(told[4], 'base64'));
}
