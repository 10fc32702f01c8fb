// uses: digestOf, isWrittenAs
// MD5 of an MD5 in hexadecimal: alone, with the salt behind it (vBulletin) or before it, or with the MD5
// of the salt before it (IPB, MyBB). Nothing in the value tells which: whichever verifies is right.
function isNestedDigest(password, hash, besideSalt) {
  const told = /^([0-9a-f]{32})(?::(.+))?$/i.exec(hash);
  if (!told) return false;
  const hex = (...parts) => digestOf('md5', ...parts).toString('hex');
  const salt = told[2] || besideSalt || '';
  const once = hex(password);
  return [
    [once],
    [once, salt],
    [salt, once],
    [hex(salt), once],
    [once, hex(salt)],
    [hex(salt, password)],
    [hex(password, salt)],
  ].some((parts) => isWrittenAs(digestOf('md5', ...parts), told[1]));
}
