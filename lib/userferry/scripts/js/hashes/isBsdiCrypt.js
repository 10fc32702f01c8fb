// uses: cryptNumber, desCrypt, isSameText
// BSDi's crypt(3): _, four letters of rounds and four of salt. A longer password is folded into eight
// bytes by DES.
function isBsdiCrypt(password, hash) {
  if (!/^_[./0-9A-Za-z]{19}$/.test(hash)) return false;
  const typed = Buffer.from(password);
  let key = Buffer.alloc(8);
  for (let start = 0; start < typed.length; start += 8) {
    if (start > 0) {
      // OpenSSL 3 has no single DES; three times with one key is the same.
      const cipher = require('crypto').createCipheriv('des-ede3', Buffer.concat([key, key, key]), null);
      key = cipher.setAutoPadding(false).update(key);
    }
    typed.subarray(start, start + 8).forEach((byte, at) => {
      key[at] ^= byte << 1;
    });
  }
  const [rounds, salt] = [hash.slice(1, 5), hash.slice(5, 9)].map(cryptNumber);
  return isSameText(desCrypt(key, salt, rounds), hash.slice(9));
}
