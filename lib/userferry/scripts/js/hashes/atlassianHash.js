// uses: pbkdf2Of
// Jira and Confluence: {PKCS5S2} and the base64 of salt and hash.
async function atlassianHash(password) {
  const salt = require('crypto').randomBytes(16);
  const made = await pbkdf2Of('sha1', password, salt, 10000, 32);
  return '{PKCS5S2}' + Buffer.concat([salt, made]).toString('base64');
}
