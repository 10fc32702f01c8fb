// uses: digestOf, isWrittenAs
// MySQL since 4.1: * and SHA-1 of the SHA-1 of the password.
function isMysql41(password, hash) {
  return (
    /^\*[0-9A-F]{40}$/i.test(hash) &&
    isWrittenAs(digestOf('sha1', digestOf('sha1', password)), hash.slice(1))
  );
}
