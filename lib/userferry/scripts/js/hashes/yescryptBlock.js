// uses: highProduct, salsa20
// Mixes a block of yescrypt where it stands, 64 bytes after 64: by Salsa20 where there are no S-boxes yet,
// else by pwxform, which multiplies halves of 64 bits and writes new S-boxes as it goes.
function yescryptBlock(block, boxes) {
  const size = block.length;
  for (let start = 0; start < size; start += 16) {
    const before = (start || size) - 16;
    for (let at = 0; at < 16; at += 1) block[start + at] ^= block[before + at];
    if (!boxes) {
      salsa20(block, start, 8);
      continue;
    }
    const { words } = boxes;
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
          const upper = highProduct(low, high) + words[added + at + 1] + carry;
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
  if (boxes) salsa20(block, size - 16, 2);
}
