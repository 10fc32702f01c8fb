// Writes a JSON number as the bulk import's reader does: whole numbers of up to 64 bits to their last
// digit, all others as the nearest that 19 digits and one power of ten make. It throws where that is
// beyond all numbers.
function writeNumber(text) {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE](.+))?$/u.exec(text);
  const isWhole = /^-?\d+$/u.test(text) && text !== '-0';
  const bound = sign ? 2n ** 63n : 2n ** 64n - 1n;
  if (isWhole && BigInt(whole) <= bound) return text;
  let digits = 0n;
  let power = Number(exponent);
  let isFull = false;
  for (const [place, digit] of [...(whole + fraction)].entries()) {
    const longer = digits * 10n + BigInt(digit);
    isFull = isFull || longer >= 2n ** 64n;
    if (!isFull) digits = longer;
    if (isFull && place < whole.length) power += 1;
    if (!isFull && place >= whole.length) power -= 1;
  }
  let found = Number(digits);
  while (power < -308 && found !== 0) {
    found /= 1e308;
    power += 308;
  }
  if (found !== 0) found = power < 0 ? found / Number(`1e${-power}`) : found * Number(`1e${power}`);
  if (!Number.isFinite(found)) throw new RangeError('beyond all numbers');
  if (found !== 0 && (found < 1e-5 || found >= 1e16)) return sign + found.toExponential();
  return `${sign}${found}${Number.isInteger(found) ? '.0' : ''}`;
}
