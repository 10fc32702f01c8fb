// uses: isPbkdf2, textBehind
// Jira and Confluence: {PKCS5S2} and the base64 of 16 bytes of salt and 32 of hash, always 10,000 rounds.
async function isAtlassianPbkdf2(password, hash) {
  const body = Buffer.from(textBehind(hash, '{PKCS5S2}'), 'base64');
  return isPbkdf2(password, 'sha1', 10000, body.subarray(0, 16), body.subarray(16));
}
