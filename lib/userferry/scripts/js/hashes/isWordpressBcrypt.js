// uses: isBcryptOf, textBehind, wordpressBytes
// WordPress 6.8: $wp and bcrypt of a keyed digest, so that no letter beyond the 72nd byte is lost.
async function isWordpressBcrypt(password, hash) {
  return isBcryptOf(wordpressBytes(password), textBehind(hash, '$wp'));
}
