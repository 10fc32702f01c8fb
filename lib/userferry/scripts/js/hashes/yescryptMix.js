// uses: hmacOf, yescryptBlock
// The part of yescrypt that fills memory, over bytes that are one block a lane: gives them mixed, and the
// key that they are to be sealed with. Other calls go on meanwhile.
async function yescryptMix(bytes, costs) {
  const { cost, blockSize, lanes, more } = costs;
  const size = 32 * blockSize;
  const others = require('util').promisify(setImmediate);
  const place = (at) => 4 * ((at & ~15) + ((at * 5) & 15));
  const written = (words) => {
    const made = Buffer.alloc(4 * words.length);
    words.forEach((word, at) => made.writeInt32LE(word, place(at)));
    return made;
  };
  const power = (count) => 2 ** (31 - Math.clz32(count));
  const drawn = (block, count) => block[block.length - 16] & (count - 1);
  const cross = (block, memory, row) => {
    for (let at = 0; at < block.length; at += 1) block[at] ^= memory[row * block.length + at];
  };
  const mix = async (block, boxes, at) => {
    yescryptBlock(block, boxes);
    if (at % 256 === 255) await others();
  };
  const fill = async (block, memory, boxes) => {
    for (let at = 0; at * block.length < memory.length; at += 1) {
      memory.set(block, at * block.length);
      if (boxes && at > 1) cross(block, memory, drawn(block, power(at)) + at - power(at));
      await mix(block, boxes, at);
    }
  };
  const stir = async (block, memory, boxes, loops, isWriting) => {
    const count = power(memory.length / size);
    for (let at = 0; at < loops; at += 1) {
      const row = drawn(block, count);
      cross(block, memory, row);
      if (isWriting) memory.set(block, row * size);
      await mix(block, boxes, at);
    }
  };
  const even = (count) => count + (count % 2);
  const share = Math.floor(cost / lanes);
  const loops = more > 1 ? share * (more - 1) : Math.ceil((share * (1 + more)) / 3);
  const writing = even(Math.floor(loops / lanes));
  const memory = new Int32Array(size * cost);
  let key = bytes.subarray(0, 32);
  const started = [];
  for (let start = 0, lane = 0; lane < lanes; lane += 1) {
    const read = (_, at) => bytes.readInt32LE(4 * size * lane + place(at));
    const block = Int32Array.from({ length: size }, read);
    const boxes = { words: new Int32Array(3072), starts: [2048, 1024, 0], written: 0 };
    await fill(block.subarray(0, 32), boxes.words);
    if (lane === 0) key = hmacOf('sha256', written(block).subarray(-64), key);
    const end = lane < lanes - 1 ? start + share - (share % 2) : cost;
    const own = memory.subarray(start * size, end * size);
    await fill(block, own, boxes);
    await stir(block, own, boxes, writing, true);
    started.push([block, boxes]);
    start = end;
  }
  for (const [block, boxes] of started) await stir(block, memory, boxes, even(loops) - writing);
  return [Buffer.concat(started.map(([block]) => written(block))), key];
}
