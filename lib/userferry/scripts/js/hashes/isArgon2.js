// uses: argon2Of, isSame
// Argon2 in PHC notation, of every type and version.
async function isArgon2(password, line) {
  const told =
    /^\$argon2(id|i|d)(?:\$v=(\d+))?\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
      line,
    );
  if (!told) return false;
  const [memory, passes, lanes] = told.slice(3, 6).map(Number);
  const [salt, expected] = [Buffer.from(told[6], 'base64'), Buffer.from(told[7], 'base64')];
  if (memory < 8 * lanes || passes < 1 || lanes < 1 || expected.length < 4) return false;
  const costs = { type: told[1], version: Number(told[2] || 16), memory, passes, lanes };
  return isSame(await argon2Of(Buffer.from(password), salt, expected.length, costs), expected);
}
