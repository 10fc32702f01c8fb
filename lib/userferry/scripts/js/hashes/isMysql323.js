// uses: isWrittenAs
// MySQL's OLD_PASSWORD(): two sums of 31 bits, which pass over blanks and tabs.
function isMysql323(password, hash) {
  if (!/^[0-9a-f]{16}$/.test(hash)) return false;
  let [first, add, second] = [1345345333n, 7n, 0x12345671n];
  for (const byte of Buffer.from(password)) {
    if (byte !== 32 && byte !== 9) {
      const one = BigInt(byte);
      first ^= ((first & 63n) + add) * one + (first << 8n);
      second += (second << 8n) ^ first;
      add += one;
      [first, second] = [BigInt.asUintN(64, first), BigInt.asUintN(64, second)];
    }
  }
  const written = [first, second]
    .map((sum) => (sum & 0x7fffffffn).toString(16).padStart(8, '0'))
    .join('');
  return isWrittenAs(Buffer.from(written, 'hex'), hash);
}
