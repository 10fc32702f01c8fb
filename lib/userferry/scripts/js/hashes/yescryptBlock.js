// uses: highProduct, salsa20
// Mixes a block of yescrypt where it stands: as scrypt does where there are no S-boxes, else by pwxform,
// which multiplies halves of 64 bits and writes new S-boxes as it goes.
function yescryptBlock(block, boxes) {
  const size = block.length;
  if (!boxes) {
    const last = block.slice(size - 16);
    const mixed = new Int32Array(size);
    for (let start = 0; start < size; start += 16) {
      for (let at = 0; at < 16; at += 1) last[at] ^= block[start + at];
      salsa20(last, 0, 8);
      mixed.set(last, (start & 16 ? size + start - 16 : start) / 2);
    }
    block.set(mixed);
    return;
  }
  const { words } = boxes;
  for (let start = 0; start < size; start += 16) {
    const before = (start || size) - 16;
    for (let at = 0; at < 16; at += 1) block[start + at] ^= block[before + at];
    const [first, second, third] = boxes.starts;
    let place = third + boxes.written;
    for (let round = 0; round < 6; round += 1) {
      for (let pair = start; pair < start + 16; pair += 4) {
        const added = first + ((block[pair] & 0xff0) >> 2);
        const crossed = second + ((block[pair + 1] & 0xff0) >> 2);
        for (let at = 0; at < 4; at += 2) {
          const low = block[pair + at];
          const high = block[pair + at + 1];
          const product = Math.imul(low, high);
          const sum = (product + words[added + at]) | 0;
          const carry = sum >>> 0 < product >>> 0 ? 1 : 0;
          const upper = (highProduct(low, high) + words[added + at + 1] + carry) | 0;
          block[pair + at] = sum ^ words[crossed + at];
          block[pair + at + 1] = upper ^ words[crossed + at + 1];
          if (round > 0 && round < 5) {
            words[place] = block[pair + at];
            words[place + 1] = block[pair + at + 1];
            place += 2;
          }
        }
      }
    }
    boxes.starts = [third, first, second];
    boxes.written = (place - third) & 1023;
  }
  salsa20(block, size - 16, 2);
}
