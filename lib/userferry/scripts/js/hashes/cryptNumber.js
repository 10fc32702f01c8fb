// Reads a number that crypt(3) wrote: six bits a letter, the lowest first.
function cryptNumber(text) {
  const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return Array.from(text).reduce((sum, sign, at) => sum + letters.indexOf(sign) * 64 ** at, 0);
}
