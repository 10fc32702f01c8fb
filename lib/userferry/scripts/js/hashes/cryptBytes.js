// Reads bytes that crypt(3) wrote in their own order: six bits a letter, the lowest first.
function cryptBytes(text) {
  const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const bytes = [];
  for (let at = 0; at < text.length; at += 4) {
    const four = Array.from(text.slice(at, at + 4), (sign) => letters.indexOf(sign));
    const bits = four.reduce((sum, digit, place) => sum + digit * 64 ** place, 0);
    for (let shift = 0; shift + 8 <= four.length * 6; shift += 8) bytes.push((bits >> shift) & 255);
  }
  return Buffer.from(bytes);
}
