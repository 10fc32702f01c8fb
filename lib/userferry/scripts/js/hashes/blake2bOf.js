// BLAKE2b of so many bytes (RFC 7693); OpenSSL gives the longest form alone.
function blake2bOf(size, data) {
  const start = [
    0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
    0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
  ];
  const orders = [
    '0123456789abcdef', 'ea489fd61c02b753', 'b8c052fdae367194', '7931dcbe265a40f8', '905724afe1bc683d',
    '2c6a0b834d75fe19', 'c51fed4a0763928b', 'db7ec13950f4862a', '6fe9b308c2d714a5', 'a2847615fb9e3cd0',
  ].map((digits) => Array.from(digits, (digit) => parseInt(digit, 16)));
  const turned = (word, by) => BigInt.asUintN(64, (word >> by) | (word << (64n - by)));
  const state = start.map((word, at) => (at === 0 ? word ^ 0x01010000n ^ BigInt(size) : word));
  for (let at = 0; at === 0 || at < data.length; at += 128) {
    const block = Buffer.concat([data.subarray(at, at + 128), Buffer.alloc(128)]);
    const isLast = at + 128 >= data.length;
    const work = state.concat(start);
    work[12] ^= BigInt(Math.min(at + 128, data.length));
    if (isLast) work[14] ^= 0xffffffffffffffffn;
    const mix = (a, b, c, d, x, y) => {
      [[x, 32n, 24n], [y, 16n, 63n]].forEach(([place, first, second]) => {
        work[a] = BigInt.asUintN(64, work[a] + work[b] + block.readBigUInt64LE(8 * place));
        work[d] = turned(work[d] ^ work[a], first);
        work[c] = BigInt.asUintN(64, work[c] + work[d]);
        work[b] = turned(work[b] ^ work[c], second);
      });
    };
    for (let round = 0; round < 12; round += 1) {
      const order = orders[round % 10];
      for (let column = 0; column < 4; column += 1) {
        mix(column, column + 4, column + 8, column + 12, order[2 * column], order[2 * column + 1]);
      }
      for (let column = 0; column < 4; column += 1) {
        const places = [1, 2, 3].map((row) => 4 * row + ((column + row) % 4));
        mix(column, ...places, order[2 * column + 8], order[2 * column + 9]);
      }
    }
    state.forEach((word, place) => { state[place] = word ^ work[place] ^ work[place + 8]; });
  }
  const digest = Buffer.alloc(64);
  state.forEach((word, place) => digest.writeBigUInt64LE(word, 8 * place));
  return digest.subarray(0, size);
}
