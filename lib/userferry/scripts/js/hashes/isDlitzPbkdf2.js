// uses: isPbkdf2
// dlitz: the salt is the text of everything before the hash, and 400 rounds are not written.
async function isDlitzPbkdf2(password, hash) {
  const told = /^(\$p5k2\$([0-9a-f]*)\$[^$]+)\$([./0-9A-Za-z]{32})$/.exec(hash);
  if (!told) return false;
  const expected = Buffer.from(told[3].replace(/\./g, '+'), 'base64');
  return isPbkdf2(password, 'sha1', parseInt(told[2] || '190', 16), told[1], expected);
}
