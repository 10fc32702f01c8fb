// Gives the profile of who was meant, the same as login gives; null where there is nobody.
async function run() {
  const rows = await findRows(String(email));
  return rows.length === 0 ? null : toProfile(rows[0]);
}
