// uses: bytesOf, isBcryptOf
// bcrypt of the password, and of the pepper that the site put beside it.
async function isBcrypt(password, hash, beside = {}) {
  const parts = [Buffer.from(password), bytesOf(beside.pepper, beside.pepper_encoding)];
  return isBcryptOf(Buffer.concat(beside.pepper_position === 'prefix' ? parts.reverse() : parts), hash);
}
