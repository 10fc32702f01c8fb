// uses: trimSpace
// Writes `2020-12-31 23:59:59`, taken as UTC, as `2020-12-31T23:59:59Z`; of a fraction, six digits are
// kept.
function readUtcDatetime(text) {
  const day = '([0-9]{4}-[0-9]{2}-[0-9]{2})';
  const clock = '([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?)';
  const found = new RegExp(`^${day}[ T]${clock}(?:Z|\\+00(?::?00)?)?$`, 'u').exec(trimSpace(text));
  return found && `${found[1]}T${found[2].slice(0, 15)}Z`;
}
