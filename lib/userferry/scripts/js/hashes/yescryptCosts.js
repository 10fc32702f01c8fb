// The costs that yescrypt writes before the salt, numbers of one to six letters whose first says how many
// there are; null where libxcrypt computes nothing with them either, such as with a ROM.
function yescryptCosts(text) {
  const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const digits = Array.from(text, (sign) => letters.indexOf(sign));
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
  const [flavor, logCost, blockSize] = [number(0), number(1), number(1)];
  const told = digits.length > 0 ? number(1) : 0;
  const [lanes, more] = [told & 1 ? number(2) : 1, told & 2 ? number(1) : 0];
  const isRewritten = flavor === 47;
  const cost = 2 ** logCost;
  const isKnown = isRewritten || flavor === 1 || (flavor === 0 && more === 0);
  const isWhole = [logCost, blockSize, lanes, more].every(Number.isInteger) && digits.length === 0;
  const isMeant = logCost < 64 && blockSize * lanes < 2 ** 30 && (!isRewritten || cost / lanes >= 2);
  if (!isKnown || !isWhole || !isMeant || told & 12) return null;
  return { isClassic: flavor === 0, isRewritten, cost, blockSize, lanes, more };
}
