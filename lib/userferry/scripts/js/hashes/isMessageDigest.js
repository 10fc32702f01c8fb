// uses: digestOf, isWrittenAs
// Symfony's MessageDigestPasswordEncoder: SHA-512 of password{salt}, and again of the digest and
// password{salt}.
function isMessageDigest(password, hash, salt, rounds) {
  // Symfony puts no braces where the salt is empty.
  const merged = salt ? `${password}{${salt}}` : password;
  let made = digestOf('sha512', merged);
  for (let round = 1; round < rounds; round += 1) made = digestOf('sha512', made, merged);
  return isWrittenAs(made, hash);
}
