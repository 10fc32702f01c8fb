// Writes bytes as crypt(3) does: six bits a letter, the lowest first, in the order that each form has of
// its own.
function cryptText(bytes, order) {
  const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let written = '';
  for (let at = 0; at < order.length; at += 3) {
    const three = order.slice(at, at + 3).map((place) => (place < 0 ? 0 : bytes[place]));
    let bits = three.reduce((sum, byte, place) => sum + byte * 256 ** place, 0);
    for (let digits = Math.ceil((three.length * 8) / 6); digits > 0; digits -= 1) {
      written += letters[bits % 64];
      bits = Math.floor(bits / 64);
    }
  }
  return written;
}
