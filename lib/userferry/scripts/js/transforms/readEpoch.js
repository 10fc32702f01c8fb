// uses: trimSpace, writeMoment
// Reads seconds since 1970, or milliseconds where there are a thousand per second.
function readEpoch(text, perSecond) {
  const word = trimSpace(text);
  if (!/^[+-]?[0-9]+$/u.test(word)) return null;
  const seconds = Math.floor(Number(word) / perSecond);
  return writeMoment(seconds, (Number(word) - seconds * perSecond) * (1000000 / perSecond));
}
