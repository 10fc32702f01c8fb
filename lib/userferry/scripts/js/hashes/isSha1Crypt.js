// uses: cryptText, hmacOf, isSameText
// crypt(3)'s $sha1$ of NetBSD: HMAC-SHA1 keyed with the password, over the salt and then over what came
// of it.
function isSha1Crypt(password, hash) {
  const told = /^\$sha1\$([1-9]\d*)\$([^$]+)\$([./0-9A-Za-z]{28})$/.exec(hash);
  if (!told) return false;
  let made = Buffer.from(`${told[2]}$sha1$${told[1]}`);
  for (let round = Number(told[1]); round > 0; round -= 1) made = hmacOf('sha1', password, made);
  const order = [2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, 17, 16, 15, 0, 19, 18];
  return isSameText(cryptText(made, order), told[3]);
}
