// requires: bcrypt
// bcrypt of cost 12. It reads 72 bytes and no more.
function bcryptHash(bytes) {
  return require('bcrypt').hash(bytes.subarray(0, 72), 12);
}
