// uses: cryptNumber
// Reads bytes that crypt(3) wrote in their own order, three in four letters.
function cryptBytes(text) {
  const bytes = Buffer.alloc(3 * Math.ceil(text.length / 4));
  for (let at = 0; 4 * at < text.length; at += 1) {
    bytes.writeUIntLE(cryptNumber(text.slice(4 * at, 4 * at + 4)), 3 * at, 3);
  }
  return bytes.subarray(0, (text.length * 6) >> 3);
}
