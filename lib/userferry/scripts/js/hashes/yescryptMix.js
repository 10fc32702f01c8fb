// uses: hmacOf, yescryptBlock
// The part of yescrypt that fills memory, over bytes that are one block a lane: gives them mixed, and the
// key that they are to be sealed with. Other calls go on meanwhile.
async function yescryptMix(bytes, costs) {
  const { isRewritten, cost, blockSize, lanes, more } = costs;
  const size = 32 * blockSize;
  const place = (at) => 4 * ((at & ~15) + ((at * 5) & 15));
  const read = (_, lane) =>
    Int32Array.from({ length: size }, (__, at) => bytes.readInt32LE(4 * size * lane + place(at)));
  const written = (words) => {
    const made = Buffer.alloc(4 * words.length);
    words.forEach((word, at) => made.writeInt32LE(word, place(at)));
    return made;
  };
  const floor = (count) => 2 ** (31 - Math.clz32(count));
  const others = () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    });
  const cross = (block, memory, from) => {
    for (let at = 0; at < block.length; at += 1) block[at] ^= memory[from + at];
  };
  const fill = async (block, memory, start, count, boxes) => {
    for (let at = 0; at < count; at += 1) {
      memory.set(block, start + at * block.length);
      if (boxes && at > 1) {
        const power = floor(at);
        const chosen = (block[block.length - 16] & (power - 1)) + at - power;
        cross(block, memory, start + chosen * block.length);
      }
      yescryptBlock(block, boxes);
      if (at % 256 === 255) await others();
    }
  };
  const stir = async (block, memory, start, count, loops, boxes, isWriting) => {
    for (let loop = 0; loop < loops; loop += 1) {
      const from = start + (block[size - 16] & (count - 1)) * size;
      cross(block, memory, from);
      if (isWriting) memory.set(block, from);
      yescryptBlock(block, boxes);
      if (loop % 256 === 255) await others();
    }
  };
  const even = (count) => count + (count % 2);
  const share = isRewritten ? Math.floor(cost / lanes) : cost;
  let loops = more > 1 ? share * more : share + more * Math.ceil(share / 2);
  if (isRewritten) loops = more > 1 ? share * (more - 1) : Math.ceil((share * (1 + more)) / 3);
  const rewriting = isRewritten ? even(Math.floor(loops / lanes)) : 0;
  const reading = even(loops) - rewriting;
  const blocks = Array.from({ length: lanes }, read);
  const memory = new Int32Array(size * cost);
  const boxes = [];
  let key = bytes.subarray(0, 32);
  for (let lane = 0; lane < lanes; lane += 1) {
    const block = blocks[lane];
    const start = isRewritten ? lane * (share - (share % 2)) : 0;
    const count = isRewritten && lane < lanes - 1 ? share - (share % 2) : cost - start;
    if (isRewritten) {
      boxes[lane] = { words: new Int32Array(3072), starts: [2048, 1024, 0], written: 0 };
      await fill(block.subarray(0, 32), boxes[lane].words, 0, 96, null);
      if (lane === 0) key = hmacOf('sha256', written(block).subarray(-64), key);
    }
    await fill(block, memory, start * size, count, boxes[lane]);
    await stir(block, memory, start * size, floor(count), rewriting, boxes[lane], true);
    if (!isRewritten) await stir(block, memory, 0, cost, reading);
  }
  if (isRewritten) {
    for (const [lane, block] of blocks.entries()) await stir(block, memory, 0, cost, reading, boxes[lane]);
  }
  return [Buffer.concat(blocks.map(written)), key];
}
