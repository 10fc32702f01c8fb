// uses: cryptNumber, desCrypt, isSameText
// The oldest crypt(3): two letters of salt; it reads eight bytes of password, and seven bits of each.
function isDesCrypt(password, hash) {
  if (!/^[./0-9A-Za-z]{13}$/.test(hash)) return false;
  const key = Buffer.concat([Buffer.from(password), Buffer.alloc(8)])
    .subarray(0, 8)
    .map((byte) => byte << 1);
  return isSameText(desCrypt(key, cryptNumber(hash.slice(0, 2)), 25), hash.slice(2));
}
