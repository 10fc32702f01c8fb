// uses: digestOf, isWrittenAs
// Oracle 11: S: and SHA-1 of the password and of the ten bytes of salt that stand behind it.
function isOracle11(password, hash) {
  const told = /^S:([0-9a-f]{40})([0-9a-f]{20})(?:;|$)/i.exec(hash);
  return !!told && isWrittenAs(digestOf('sha1', password, Buffer.from(told[2], 'hex')), told[1]);
}
