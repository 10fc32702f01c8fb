// uses: isSameText, shaCrypt
// crypt(3)'s $5$ and $6$, of 5,000 rounds unless told otherwise.
function isShaCrypt(password, hash) {
  const told = /^\$([56])\$(?:rounds=(\d+)\$)?([^$]{0,16})\$([./0-9A-Za-z]+)$/.exec(hash);
  if (!told) return false;
  const rounds = told[2] ? Math.min(Math.max(Number(told[2]), 1000), 999999999) : 5000;
  return isSameText(shaCrypt(password, told[1] === '5' ? 'sha256' : 'sha512', told[3], rounds), told[4]);
}
