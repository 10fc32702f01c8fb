// Replaces a password; false where there is nobody.
async function run() {
  const rows = await findRows(String(email));
  if (rows.length === 0) return false;
  if (rows.length > 1) throw new Error('Several users of the legacy store have this login.');
  await updateRow(rows[0], { [HASH]: await makeHash(String(newPassword)) });
  return true;
}
