// uses: digestOf, isBcryptOf, textBehind
// Django gives bcrypt the SHA-256 of the password in hexadecimal, so that no letter beyond the 72nd byte
// is lost.
async function isDjangoBcryptSha256(password, hash) {
  return isBcryptOf(
    Buffer.from(digestOf('sha256', password).toString('hex')),
    textBehind(hash, 'bcrypt_sha256$'),
  );
}
