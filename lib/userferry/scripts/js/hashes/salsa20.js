// Salsa20's core, over 16 words that stand diagonal by diagonal, as processors take four at once.
function salsa20(words, start, rounds) {
  const mixed = words.slice(start, start + 16);
  const turn = (to, one, other, by) => {
    const sum = mixed[one] + mixed[other];
    mixed[to] ^= (sum << by) | (sum >>> (32 - by));
  };
  const quarter = (a, b, c, d) => {
    turn(b, a, d, 7);
    turn(c, b, a, 9);
    turn(d, c, b, 13);
    turn(a, d, c, 18);
  };
  for (let round = 0; round < rounds; round += 2) {
    for (let at = 0; at < 4; at += 1) quarter(at, at + 4, at + 8, at + 12);
    for (let at = 0; at < 4; at += 1) {
      quarter(at, 12 + ((at + 1) & 3), 8 + ((at + 2) & 3), 4 + ((at + 3) & 3));
    }
  }
  for (let at = 0; at < 16; at += 1) words[start + at] += mixed[at];
}
