// uses: isPbkdf2
// PBKDF2-SHA512 in base64, whose salt stands beside it; a value of another size is none.
async function isPbkdf2Beside(password, hash, size, salt, rounds) {
  const expected = Buffer.from(hash, 'base64');
  return expected.length === size && isPbkdf2(password, 'sha512', Number(rounds), salt, expected);
}
