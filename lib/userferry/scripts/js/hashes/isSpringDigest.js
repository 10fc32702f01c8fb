// uses: digestOf, isWrittenAs
// Spring: {SHA-256}{salt}hex, of the password and then the salt with its braces.
function isSpringDigest(password, hash) {
  const told = /^\{(MD5|SHA-1|SHA-256)\}(\{[^{}]+\})([0-9a-f]+)$/.exec(hash);
  return (
    !!told && isWrittenAs(digestOf(told[1].toLowerCase().replace('-', ''), password, told[2]), told[3])
  );
}
