// uses: internationalNumber, trimSpace
// Trims a number, and writes one that begins with + or 00 as E.164.
function tidyPhone(text) {
  return internationalNumber(trimSpace(text));
}
