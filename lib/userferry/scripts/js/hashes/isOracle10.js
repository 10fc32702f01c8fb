// uses: isWrittenAs
// Oracle 10: DES of user name and password in capitals, first with a key that all share, then with what
// came of it. OpenSSL 3 has no single DES; three times with one key is the same.
function isOracle10(password, hash, userName) {
  if (!/^[0-9A-F]{16}$/.test(hash) || !userName) return false;
  const text = Buffer.from((userName + password).toUpperCase(), 'utf16le').swap16();
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8)]);
  const last = (key) => {
    const cipher = require('crypto').createCipheriv(
      'des-ede3-cbc',
      Buffer.concat([key, key, key]),
      Buffer.alloc(8),
    );
    return cipher.setAutoPadding(false).update(padded).subarray(-8);
  };
  return isWrittenAs(last(last(Buffer.from('0123456789abcdef', 'hex'))), hash);
}
