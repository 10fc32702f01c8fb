// uses: cryptBytes, cryptText, hmacOfStreebog, isSameText, streebogOf, yescryptCosts, yescryptOf
// crypt(3)'s $y$, and $gy$, which keys the Russian HMAC with the password and the salt and seals it by that.
async function isYescrypt(password, hash) {
  const told = /^(\$(g?)y\$([./0-9A-Za-z]+)\$([./0-9A-Za-z]{0,86}))\$([./0-9A-Za-z]{43})$/.exec(hash);
  if (!told) return false;
  const write = (bytes) => cryptText(bytes, [...bytes.keys()]);
  const [costs, salt, typed] = [yescryptCosts(told[3]), cryptBytes(told[4]), Buffer.from(password)];
  if (!costs || write(salt) !== told[4]) return false;
  const made = await yescryptOf(typed, salt, costs);
  if (!told[2]) return isSameText(write(made), told[5]);
  const key = hmacOfStreebog(streebogOf(typed), Buffer.from(told[1]));
  return isSameText(write(hmacOfStreebog(key, made)), told[5]);
}
