// uses: digestOf, isSame
// FSHP: PBKDF1 with salt and password changed about, of one of four digests.
function isFshp(password, hash) {
  const told = /^\{FSHP([0-3])\|(\d+)\|([1-9]\d*)\}([A-Za-z0-9+/]+=*)$/.exec(hash);
  if (!told) return false;
  const name = ['sha1', 'sha256', 'sha384', 'sha512'][told[1]];
  const body = Buffer.from(told[4], 'base64');
  const size = Number(told[2]);
  let made = digestOf(name, body.subarray(0, size), password);
  for (let round = Number(told[3]); round > 1; round -= 1) made = digestOf(name, made);
  return isSame(made, body.subarray(size));
}
