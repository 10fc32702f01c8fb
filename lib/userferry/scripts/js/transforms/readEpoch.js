// uses: trimSpace, writeMoment
// Reads seconds since 1970, or milliseconds where there are a thousand per second.
function readEpoch(text, perSecond) {
  const word = trimSpace(text);
  const count = Number(word);
  if (!/^[+-]?[0-9]+$/u.test(word) || count > 253402300799 * perSecond) return null;
  const seconds = Math.floor(count / perSecond);
  return writeMoment(seconds, (count - seconds * perSecond) * (1000000 / perSecond));
}
