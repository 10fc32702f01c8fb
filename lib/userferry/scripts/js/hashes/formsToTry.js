// The forms that a value of a shared shape may have: the one that the row names, or all where it names
// none of them.
function formsToTry(checks, told) {
  return Object.keys(checks).includes(told) ? [told] : Object.keys(checks);
}
