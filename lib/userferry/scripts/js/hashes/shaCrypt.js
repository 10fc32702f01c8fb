// uses: cryptText, digestOf
// crypt(3)'s $5$ and $6$: the digest of SHA-256 or SHA-512 as it is written (Drepper's specification).
function shaCrypt(password, name, salt, rounds) {
  const size = name === 'sha256' ? 32 : 64;
  const [typed, grains] = [Buffer.from(password), Buffer.from(salt)];
  const repeated = (bytes, length) => {
    return Buffer.concat(Array(Math.ceil(length / size)).fill(bytes)).subarray(0, length);
  };
  const second = digestOf(name, typed, grains, typed);
  const parts = [typed, grains, repeated(second, typed.length)];
  for (let bits = typed.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? second : typed);
  let made = digestOf(name, ...parts);
  const ofPassword = repeated(digestOf(name, ...Array(typed.length).fill(typed)), typed.length);
  const ofSalt = repeated(digestOf(name, ...Array(16 + made[0]).fill(grains)), grains.length);
  for (let round = 0; round < rounds; round += 1) {
    const order = [round % 2 ? ofPassword : made];
    if (round % 3) order.push(ofSalt);
    if (round % 7) order.push(ofPassword);
    made = digestOf(name, ...order, round % 2 ? made : ofPassword);
  }
  // Each four letters take a byte of each third of the digest, and the thirds take turns at the front.
  const third = Math.floor(size / 3);
  const order = [];
  for (let at = 0; at < third; at += 1) {
    const first = size === 32 ? (3 - (at % 3)) % 3 : at % 3;
    [2, 1, 0].forEach((step) => order.push(at + third * ((first + step) % 3)));
  }
  return cryptText(made, order.concat(size === 32 ? [30, 31] : [63]));
}
