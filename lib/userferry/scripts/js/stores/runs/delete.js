// Deletes the user whose profile has this user_id.
async function run() {
  const wanted = String(id).replace(/^auth0\|/, '');
  const value = wanted.startsWith(PREFIX) ? wanted.slice(PREFIX.length) : wanted;
  const rows = (await findById(value)).filter((row) => toProfile(row).user_id === wanted);
  if (rows.length > 1) throw new Error('Several users of the legacy store have this user_id.');
  if (rows.length === 1) await deleteRow(rows[0]);
  return null;
}
