// uses: digestOf, isWrittenAs
// Magento 2: hex:salt:version, MD5 in version 0 and SHA-256 in version 1, of salt and password.
function isMagentoDigest(password, hash) {
  const told = /^([0-9a-f]+):([^:]+):([01])$/.exec(hash);
  return !!told && isWrittenAs(digestOf(told[3] === '0' ? 'md5' : 'sha256', told[2], password), told[1]);
}
