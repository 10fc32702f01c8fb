// The rows that what was typed may mean, the first by key first. Both ways of writing an address in small
// letters are tried: a database may know no letters but a to z.
async function findRows(typed) {
  if (!isTypable(typed)) return [];
  const small = typed.trim().toLowerCase();
  const values = LOGINS.flatMap((login) => (login === EMAIL ? [typed, small] : [typed]));
  const { rows } = await ASK(FIND, values);
  if (rows.length >= MOST) throw new Error('Too many users of the legacy store have this login.');
  return rows.filter((row) => isMeant(row, typed, EMAIL, LOGINS));
}
