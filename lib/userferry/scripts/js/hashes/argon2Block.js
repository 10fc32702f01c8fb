// uses: highProduct
// Argon2's compression of two blocks of 1,024 bytes (RFC 9106 §3.5): it writes into a third, over what is
// there or mixed with it. Words of 64 bits are pairs of 32, the lower one first.
function argon2Block(memory, first, second, out, isMixed) {
  const mixed = new Uint32Array(256);
  for (let at = 0; at < 256; at += 1) mixed[at] = memory[first + at] ^ memory[second + at];
  const kept = mixed.slice();
  // Adds b to a, and twice the product of their lower halves.
  const add = (a, b) => {
    const [x, y] = [mixed[a], mixed[b]];
    const high = highProduct(x, y);
    const product = Math.imul(x, y) >>> 0;
    const sum = x + y + ((product << 1) >>> 0);
    mixed[a + 1] =
      mixed[a + 1] +
      mixed[b + 1] +
      (((high << 1) | (product >>> 31)) >>> 0) +
      Math.floor(sum / 0x100000000);
    mixed[a] = sum;
  };
  // Sets a to the exclusive or of a and b, turned right.
  const turn = (a, b, by) => {
    const [low, high] = [mixed[a] ^ mixed[b], mixed[a + 1] ^ mixed[b + 1]];
    const [lower, upper] = by < 32 ? [low, high] : [high, low];
    const rest = by & 31;
    mixed[a] = rest ? (lower >>> rest) | (upper << (32 - rest)) : lower;
    mixed[a + 1] = rest ? (upper >>> rest) | (lower << (32 - rest)) : upper;
  };
  const quarter = (a, b, c, d) => {
    add(a, b);
    turn(d, a, 32);
    add(c, d);
    turn(b, c, 24);
    add(a, b);
    turn(d, a, 16);
    add(c, d);
    turn(b, c, 63);
  };
  const permute = (start, step, pair) => {
    const at = (word) => start + (word >> 1) * step + (word & 1) * pair;
    for (let word = 0; word < 4; word += 1) quarter(at(word), at(word + 4), at(word + 8), at(word + 12));
    for (let word = 0; word < 4; word += 1) {
      quarter(at(word), at(4 + ((word + 1) & 3)), at(8 + ((word + 2) & 3)), at(12 + ((word + 3) & 3)));
    }
  };
  for (let row = 0; row < 8; row += 1) permute(32 * row, 4, 2);
  for (let column = 0; column < 8; column += 1) permute(4 * column, 32, 2);
  for (let at = 0; at < 256; at += 1)
    memory[out + at] = mixed[at] ^ kept[at] ^ (isMixed ? memory[out + at] : 0);
}
