// Writes the secret of a one-time password as Base32 is written: apps group it by blanks and fill it up
// with `=`.
function tidySecret(text) {
  return text.replace(/[-\p{White_Space}=]/gu, '').toUpperCase();
}
