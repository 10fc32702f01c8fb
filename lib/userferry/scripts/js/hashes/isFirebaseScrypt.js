// uses: isSame, scryptOf
// Firebase encrypts the project's signer key with what scrypt made of the password: AES-256 in counter
// mode from zero.
async function isFirebaseScrypt(password, hash, salt, project) {
  const read = (text) => Buffer.from(text || '', 'base64');
  if (!hash || !salt || !project.key || !(project.memoryCost > 0)) return false;
  const whole = Buffer.concat([read(salt), read(project.separator)]);
  const derived = await scryptOf(password, whole, 2 ** project.memoryCost, project.rounds, 1, 32);
  const cipher = require('crypto').createCipheriv('aes-256-ctr', derived, Buffer.alloc(16));
  return isSame(cipher.update(read(project.key)), read(hash));
}
