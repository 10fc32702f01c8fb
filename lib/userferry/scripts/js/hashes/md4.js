// MD4 (RFC 1320), which OpenSSL 3 no longer has.
function md4(data) {
  const length = (Math.floor((data.length + 8) / 64) + 1) * 64;
  const padded = Buffer.concat([data, Buffer.from([0x80]), Buffer.alloc(length - data.length - 1)]);
  padded.writeUInt32LE((data.length * 8) >>> 0, length - 8);
  padded.writeUInt32LE(Math.floor(data.length / 0x20000000), length - 4);
  const rounds = [
    { mix: (x, y, z) => (x & y) | (~x & z), more: 0, turns: [3, 7, 11, 19], steps: [0, 1, 2, 3] },
    {
      mix: (x, y, z) => (x & y) | (x & z) | (y & z),
      more: 0x5a827999,
      turns: [3, 5, 9, 13],
      steps: [0, 4, 8, 12],
    },
    { mix: (x, y, z) => x ^ y ^ z, more: 0x6ed9eba1, turns: [3, 9, 11, 15], steps: [0, 8, 4, 12] },
  ];
  rounds[0].starts = [0, 4, 8, 12];
  rounds[1].starts = [0, 1, 2, 3];
  rounds[2].starts = [0, 2, 1, 3];
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < length; at += 64) {
    let [a, b, c, d] = state;
    rounds.forEach(({ mix, more, turns, steps, starts }) => {
      starts.forEach((start) => {
        turns.forEach((turn, place) => {
          const sum =
            (a + mix(b, c, d) + padded.readUInt32LE(at + 4 * (start + steps[place])) + more) | 0;
          [a, b, c, d] = [d, (sum << turn) | (sum >>> (32 - turn)), b, c];
        });
      });
    });
    state = [a, b, c, d].map((word, place) => (word + state[place]) >>> 0);
  }
  const digest = Buffer.alloc(16);
  state.forEach((word, place) => digest.writeUInt32LE(word, 4 * place));
  return digest;
}
