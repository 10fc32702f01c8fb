// Finds who was meant, and gives their profile if the password is theirs.
async function run() {
  const typed = String(userNameOrEmail);
  const given = String(password);
  const rows = isTypable(given) ? await findRows(typed) : [];
  const theirs = [];
  for (const row of rows) {
    if (await isPassword(given, row)) theirs.push(row);
  }
  if (theirs.length === 0) throw new WrongUsernameOrPasswordError(typed, 'Wrong login or password.');
  if (theirs.length > 1) throw new Error('Two users of the legacy store have this login and password.');
  const profile = toProfile(theirs[0]);
  if (profile.blocked === true) throw new UnauthorizedError('This account is blocked.');
  return profile;
}
