// requires: bcrypt
// Whether bcrypt of some bytes is this hash. It reads 72 bytes and no more; $2a$, $2b$ and $2y$ are one
// computation, and told as $2b$ nobody falls for the length that old versions of $2a$ kept in a single
// byte.
async function isBcryptOf(bytes, hash) {
  if (!/^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/.test(hash)) return false;
  return require('bcrypt').compare(bytes.subarray(0, 72), '$2b' + hash.slice(3));
}
