// The upper half of the product of two words of 32 bits, without a sign.
function highProduct(x, y) {
  const low = Math.imul(x & 0xffff, y & 0xffff) >>> 16;
  const middle = (Math.imul(x >>> 16, y & 0xffff) >>> 0) + low;
  const other = (Math.imul(x & 0xffff, y >>> 16) >>> 0) + (middle & 0xffff);
  return (Math.imul(x >>> 16, y >>> 16) + (middle >>> 16) + (other >>> 16)) >>> 0;
}
