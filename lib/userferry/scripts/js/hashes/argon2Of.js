// uses: argon2Block, blake2bOf, highProduct
// Argon2 (RFC 9106) in plain JavaScript: Node has none before version 24, and a package that cannot be
// loaded would lose every login. `costs` are type, version, memory (KiB), passes and lanes. Other calls
// go on between the segments.
async function argon2Of(password, salt, size, costs) {
  const { type, version, memory, passes, lanes } = costs;
  const number = (value) => {
    const four = Buffer.alloc(4);
    four.writeUInt32LE(value);
    return four;
  };
  const long = (length, data) => {
    const whole = Buffer.concat([number(length), data]);
    if (length <= 64) return blake2bOf(length, whole);
    const parts = [];
    let last = blake2bOf(64, whole);
    let left = length;
    for (; left > 64; left -= 32) {
      parts.push(last.subarray(0, 32));
      last = blake2bOf(Math.min(64, left - 32), last);
    }
    return Buffer.concat([...parts, last]);
  };
  const kind = { d: 0, i: 1, id: 2 }[type];
  const told = [lanes, size, memory, passes, version, kind, password.length].map(number);
  const seed = [...told, password, number(salt.length), salt, number(0), number(0)];
  const start = blake2bOf(64, Buffer.concat(seed));
  const segment = Math.floor(memory / (4 * lanes));
  const columns = 4 * segment;
  const blocks = new Uint32Array(columns * lanes * 256);
  const place = (lane, column) => (lane * columns + column) * 256;
  const words = (bytes) =>
    Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readUInt32LE(4 * at));
  for (let lane = 0; lane < lanes; lane += 1) {
    for (const column of [0, 1]) {
      blocks.set(
        words(long(1024, Buffer.concat([start, number(column), number(lane)]))),
        place(lane, column),
      );
    }
  }
  // Zeros, the counter's block, and what is drawn from it where nothing may depend on the password.
  const drawn = new Uint32Array(4 * 256);
  const draw = (pass, lane, slice, counter) => {
    [pass, lane, slice, columns * lanes, passes, kind, counter].forEach((value, at) => {
      drawn[256 + 2 * at] = value;
    });
    argon2Block(drawn, 0, 256, 512, false);
    argon2Block(drawn, 0, 512, 768, false);
  };
  const fill = (pass, lane, slice) => {
    const isDrawn = type === 'i' || (type === 'id' && pass === 0 && slice < 2);
    for (let index = pass === 0 && slice === 0 ? 2 : 0; index < segment; index += 1) {
      if (isDrawn && (index % 128 === 0 || (index === 2 && pass === 0 && slice === 0))) {
        draw(pass, lane, slice, Math.floor(index / 128) + 1);
      }
      const column = slice * segment + index;
      const before = place(lane, (column + columns - 1) % columns);
      const source = isDrawn ? drawn : blocks;
      const at = isDrawn ? 768 + 2 * (index % 128) : before;
      const from = pass === 0 && slice === 0 ? lane : source[at + 1] % lanes;
      const ended = pass === 0 ? slice * segment : columns - segment;
      const area = ended + (from === lane ? index - 1 : index === 0 ? -1 : 0);
      const back = area - 1 - highProduct(area, highProduct(source[at], source[at]));
      const chosen = ((pass === 0 || slice === 3 ? 0 : (slice + 1) * segment) + back) % columns;
      argon2Block(blocks, before, place(from, chosen), place(lane, column), pass > 0 && version > 16);
    }
  };
  for (let pass = 0; pass < passes; pass += 1) {
    for (let slice = 0; slice < 4; slice += 1) {
      for (let lane = 0; lane < lanes; lane += 1) {
        fill(pass, lane, slice);
        await require('util').promisify(setImmediate)();
      }
    }
  }
  const final = Buffer.alloc(1024);
  for (let at = 0; at < 256; at += 1) {
    let word = 0;
    for (let lane = 0; lane < lanes; lane += 1) word ^= blocks[place(lane, columns - 1) + at];
    final.writeInt32LE(word, 4 * at);
  }
  return long(size, final);
}
