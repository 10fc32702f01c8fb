// uses: desCrypt, isSameText
// The oldest crypt(3): two letters of salt; it reads eight bytes of password, and seven bits of each.
function isDesCrypt(password, hash) {
  if (!/^[./0-9A-Za-z]{13}$/.test(hash)) return false;
  const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const key = Buffer.concat([Buffer.from(password), Buffer.alloc(8)])
    .subarray(0, 8)
    .map((byte) => byte << 1);
  const salt = letters.indexOf(hash[0]) + 64 * letters.indexOf(hash[1]);
  return isSameText(desCrypt(key, salt, 25), hash.slice(2));
}
