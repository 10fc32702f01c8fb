// uses: isBcrypt, isBsdiCrypt, isCryptScrypt, isDesCrypt, isMd5Crypt, isSha1Crypt, isShaCrypt, isSunMd5Crypt, isYescrypt
// Any crypt(3), by the sign it begins with.
async function isUnixCrypt(password, hash) {
  if (/^\$(?:1|apr1)\$/.test(hash)) return isMd5Crypt(password, hash);
  if (/^\$2/.test(hash)) return isBcrypt(password, hash);
  if (/^\$[56]\$/.test(hash)) return isShaCrypt(password, hash);
  if (hash.startsWith('$7$')) return isCryptScrypt(password, hash);
  if (/^\$g?y\$/.test(hash)) return isYescrypt(password, hash);
  if (hash.startsWith('$sha1$')) return isSha1Crypt(password, hash);
  if (hash.startsWith('$md5')) return isSunMd5Crypt(password, hash);
  return hash.startsWith('_') ? isBsdiCrypt(password, hash) : isDesCrypt(password, hash);
}
