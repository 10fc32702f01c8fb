// uses: stripInvisible, trimSpace
// Takes signs that nobody sees and white space off an address.
function tidyEmail(text) {
  return trimSpace(stripInvisible(text));
}
