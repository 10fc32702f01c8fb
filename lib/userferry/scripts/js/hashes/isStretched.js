// uses: cryptNumber, digestOf, isSameText, stretchedText
// phpass and its kin: a letter that tells the cost, eight of salt, and then the digest. Where an MD5 was
// upgraded in place, what went in is the MD5 of the password in hexadecimal.
function isStretched(password, written, name, isUpgraded) {
  const cost = cryptNumber(written[0]);
  if (cost < 7 || cost > 30) return false;
  const typed = isUpgraded ? digestOf('md5', password).toString('hex') : Buffer.from(password);
  const digest = written.slice(9);
  return isSameText(
    stretchedText(name, cost, written.slice(1, 9), typed).slice(0, digest.length),
    digest,
  );
}
