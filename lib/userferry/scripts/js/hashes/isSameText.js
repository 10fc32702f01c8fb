// uses: isSame
// Compares texts in constant time.
function isSameText(left, right) {
  return isSame(Buffer.from(left), Buffer.from(right));
}
