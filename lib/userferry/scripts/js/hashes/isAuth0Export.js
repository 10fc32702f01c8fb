// uses: isBcrypt
// A line of Auth0's own export: JSON with a bcrypt hash.
async function isAuth0Export(password, line) {
  const told = /"passwordHash"\s*:\s*"([^"\\]+)"/.exec(line);
  return !!told && line.startsWith('{') && isBcrypt(password, told[1]);
}
