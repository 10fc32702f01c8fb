// uses: cryptNumber
// The costs that yescrypt writes before the salt, numbers of one to six letters whose first says how many
// there are. Null for a flavor that no crypt(3) writes, and for what none computes, such as with a ROM.
function yescryptCosts(text) {
  const digits = Array.from(text, (letter) => cryptNumber(letter));
  const number = (least) => {
    let [first, last, more, sum] = [0, 47, 0, least];
    const digit = digits.shift();
    for (; digit > last; more += 1) {
      sum += (last + 1 - first) * 64 ** more;
      [first, last] = [last + 1, last + 1 + ((62 - last) >> 1)];
    }
    sum += (digit - first) * 64 ** more;
    for (; more > 0; more -= 1) sum += digits.shift() * 64 ** (more - 1);
    return sum;
  };
  const [flavor, cost, blockSize] = [number(0), 2 ** number(1), number(1)];
  const told = digits.length > 0 ? number(1) : 0;
  const [lanes, more] = [told & 1 ? number(2) : 1, told & 2 ? number(1) : 0];
  const isWhole = [cost, blockSize, lanes, more].every(Number.isInteger) && digits.length === 0;
  const isMeant = cost < 2 ** 64 && blockSize * lanes < 2 ** 30 && cost / lanes >= 2;
  return flavor === 47 && isWhole && isMeant && !(told & 12) ? { cost, blockSize, lanes, more } : null;
}
