// Replaces an address, unless somebody has the new one, and says whether it is verified; false where there
// is nobody.
async function run() {
  const [row, other] = await findRows(String(email));
  if (!row) return false;
  if (other) throw new Error('Several users of the legacy store have this login.');
  const taken = (await findRows(String(newEmail))).some((found) => found[KEY] !== row[KEY]);
  if (taken) throw new ValidationError('user_exists', 'A user of this email exists.');
  await updateRow(row, { [EMAIL]: String(newEmail) });
  await markVerified(String(newEmail), row, verified === true);
  return true;
}
