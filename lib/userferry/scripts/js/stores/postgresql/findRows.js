// The rows that what was typed may mean, the first by key first. Small letters are made by the database and
// here: it may know no letters but a to z.
async function findRows(typed) {
  if (!isTypable(typed)) return [];
  const values = LOGINS.flatMap((login) => (login === EMAIL ? [typed, spelledSmall(typed)] : [typed]));
  const { rows } = await ASK(FIND, values);
  if (rows.length >= MOST) throw new Error('Too many users of the legacy store have this login.');
  return rows.filter((row) => isMeant(row, typed, EMAIL, LOGINS));
}
