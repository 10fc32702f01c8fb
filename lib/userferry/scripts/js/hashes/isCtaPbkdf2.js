// uses: isPbkdf2
// cryptacular: $p5k2$rounds in hexadecimal$salt$hash, in URL-safe base64.
async function isCtaPbkdf2(password, hash) {
  const told = /^\$p5k2\$([0-9a-f]+)\$([^$]+)\$([^$]+=)$/.exec(hash);
  if (!told) return false;
  const [salt, expected] = [Buffer.from(told[2], 'base64'), Buffer.from(told[3], 'base64')];
  return isPbkdf2(password, 'sha1', parseInt(told[1], 16), salt, expected);
}
