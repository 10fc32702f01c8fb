// uses: isSame, scryptOf
// Whether scrypt of the password is just these bytes; a cost that is no power of two was never computed.
async function isScrypt(password, salt, cost, blockSize, lanes, expected) {
  const isPower = cost > 1 && Number.isInteger(Math.log2(cost));
  if (!isPower || !(blockSize > 0) || !(lanes > 0) || expected.length === 0) return false;
  return isSame(await scryptOf(password, salt, cost, blockSize, lanes, expected.length), expected);
}
