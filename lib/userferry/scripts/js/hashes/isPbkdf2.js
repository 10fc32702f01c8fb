// uses: isSame, pbkdf2Of
// Whether PBKDF2 of the password is just these bytes.
async function isPbkdf2(password, name, rounds, salt, expected) {
  const isComputable = Number.isInteger(rounds) && rounds > 0 && expected.length > 0;
  return isComputable && isSame(await pbkdf2Of(name, password, salt, rounds, expected.length), expected);
}
