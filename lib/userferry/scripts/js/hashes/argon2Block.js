// Argon2's compression of two blocks of 1,024 bytes (RFC 9106 §3.5): it writes into a third, over what is
// there or mixed with it. Words of 64 bits are pairs of 32, the lower one first; `upper` is the second half
// of what `mix` gives.
function argon2Block(memory, first, second, out, isMixed) {
  const words = new Int32Array(256);
  for (let at = 0; at < 256; at += 1) words[at] = memory[first + at] ^ memory[second + at];
  const kept = words.slice();
  let upper = 0;
  // a + b + 2 · lower(a) · lower(b)
  const mix = (a, above, b, over) => {
    const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
    const crossed = Math.imul(a1, b0);
    const sum = (crossed & 0xffff) + (Math.imul(a0, b0) >>> 16);
    const other = Math.imul(a0, b1);
    const middle = sum + (other & 0xffff);
    const high = Math.imul(a1, b1) + (crossed >>> 16) + (other >>> 16) + (middle >>> 16);
    const product = Math.imul(a, b);
    const low = (a >>> 0) + (b >>> 0) + ((product << 1) >>> 0);
    const carried = low >= 0x200000000 ? 2 : Number(low >= 0x100000000);
    upper = (above + over + ((high << 1) | (product >>> 31)) + carried) | 0;
    return low | 0;
  };
  const quarter = (first, second, third, fourth) => {
    let [a, aa, b, bb] = [words[first], words[first + 1], words[second], words[second + 1]];
    let [c, cc, d, dd] = [words[third], words[third + 1], words[fourth], words[fourth + 1]];
    a = mix(a, aa, b, bb);
    aa = upper;
    [d, dd] = [dd ^ aa, d ^ a];
    c = mix(c, cc, d, dd);
    cc = upper;
    b ^= c;
    bb ^= cc;
    [b, bb] = [(b >>> 24) | (bb << 8), (bb >>> 24) | (b << 8)];
    a = mix(a, aa, b, bb);
    aa = upper;
    d ^= a;
    dd ^= aa;
    [d, dd] = [(d >>> 16) | (dd << 16), (dd >>> 16) | (d << 16)];
    c = mix(c, cc, d, dd);
    cc = upper;
    b ^= c;
    bb ^= cc;
    words[first] = a;
    words[first + 1] = aa;
    words[second] = (bb >>> 31) | (b << 1);
    words[second + 1] = (b >>> 31) | (bb << 1);
    words[third] = c;
    words[third + 1] = cc;
    words[fourth] = d;
    words[fourth + 1] = dd;
  };
  const permute = (start, step) => {
    const at = (word) => start + (word >> 1) * step + (word & 1) * 2;
    for (let word = 0; word < 4; word += 1) quarter(at(word), at(word + 4), at(word + 8), at(word + 12));
    for (let word = 0; word < 4; word += 1) {
      quarter(at(word), at(4 + ((word + 1) & 3)), at(8 + ((word + 2) & 3)), at(12 + ((word + 3) & 3)));
    }
  };
  for (let row = 0; row < 8; row += 1) permute(32 * row, 4);
  for (let column = 0; column < 8; column += 1) permute(4 * column, 32);
  for (let at = 0; at < 256; at += 1) {
    memory[out + at] = words[at] ^ kept[at] ^ (isMixed ? memory[out + at] : 0);
  }
}
