// Turns true to false and false to true.
function invertBoolean(value) {
  return !value;
}
