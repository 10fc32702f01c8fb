// uses: bytesOf, digestOf, isWrittenAs
// ASP.NET Membership: a digest of the salt, which stands beside the hash, and of the password in UTF-16.
function isMembership(password, hash, name, beside) {
  const salt = bytesOf(beside.salt, beside.salt_encoding || 'base64');
  return isWrittenAs(digestOf(name, salt, Buffer.from(password, 'utf16le')), hash);
}
