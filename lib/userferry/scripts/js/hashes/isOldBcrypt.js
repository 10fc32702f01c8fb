// uses: isBcryptOf
// bcrypt's two oldest revisions, told to the library as the 72 bytes of key that they made of a password:
// $2$ repeats it without the zero byte behind it, and $2x$ let a byte beyond ASCII cover those before it
// in its word.
async function isOldBcrypt(password, hash) {
  if (!/^\$2x?\$/.test(hash)) return false;
  const typed = Buffer.from(password);
  const read = hash[2] === 'x' ? Buffer.concat([typed, Buffer.alloc(1)]) : typed;
  const key = Buffer.alloc(72);
  for (let word = 0; word < 18; word += 1) {
    let bits = 0;
    for (let at = 4 * word; at < 4 * word + 4; at += 1) {
      const byte = read[at % read.length];
      bits = (bits << 8) | (hash[2] === 'x' ? (byte << 24) >> 24 : byte);
    }
    key.writeInt32BE(bits, 4 * word);
  }
  return isBcryptOf(key, '$2b' + hash.slice(hash.indexOf('$', 1)));
}
