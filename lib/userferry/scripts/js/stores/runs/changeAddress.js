// Replaces an address, unless somebody has the new one, and gives the row that had it; null where there is
// nobody.
async function changeAddress() {
  const [row, other] = await findRows(String(email));
  if (!row) return null;
  if (other) throw new Error('Several users of the legacy store have this login.');
  const taken = (await findRows(String(newEmail))).some((found) => found[KEY] !== row[KEY]);
  if (taken) throw new ValidationError('user_exists', 'A user of this email exists.');
  await updateRow(row, { [EMAIL]: String(newEmail) });
  return row;
}
