// uses: isSameText
// {PLAIN} and the like of mail servers, and then the password itself.
function isMarkedPlaintext(password, value) {
  const told = /^\{(?:plain|plaintext|cleartext|clear)\}(.+)$/is.exec(value);
  return !!told && isSameText(password, told[1]);
}
