// uses: bytesOf, digestOf, isSame
// Spring's StandardPasswordEncoder: SHA-256 of salt, secret and password, and 1,023 times of what came of
// it.
function isSpringStandard(password, hash, beside) {
  const told = /^\{sha256\}([0-9a-f]{80})$/.exec(hash);
  if (!told) return false;
  const body = Buffer.from(told[1], 'hex');
  let made = digestOf(
    'sha256',
    body.subarray(0, 8),
    bytesOf(beside.pepper, beside.pepper_encoding),
    password,
  );
  for (let round = 1; round < 1024; round += 1) made = digestOf('sha256', made);
  return isSame(made, body.subarray(8));
}
