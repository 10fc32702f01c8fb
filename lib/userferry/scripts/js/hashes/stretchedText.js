// uses: cryptText, digestOf
// The digest of salt and password, and then 2^cost times of the digest and the password, in crypt(3)'s
// letters.
function stretchedText(name, cost, salt, password) {
  let made = digestOf(name, salt, password);
  for (let round = 2 ** cost; round > 0; round -= 1) made = digestOf(name, made, password);
  return cryptText(made, [...made.keys()]);
}
