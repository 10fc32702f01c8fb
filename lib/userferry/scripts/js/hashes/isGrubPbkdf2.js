// uses: isPbkdf2
// GRUB: grub.pbkdf2.sha512.rounds.salt.hash, in hexadecimal.
async function isGrubPbkdf2(password, hash) {
  const told = /^grub\.pbkdf2\.sha512\.(\d+)\.([0-9A-F]+)\.([0-9A-F]+)$/.exec(hash);
  if (!told) return false;
  const [salt, expected] = [Buffer.from(told[2], 'hex'), Buffer.from(told[3], 'hex')];
  return isPbkdf2(password, 'sha512', Number(told[1]), salt, expected);
}
