// The rows that what was typed may mean, the first by key first.
async function findRows(typed) {
  if (!isTypable(typed)) return [];
  const { rows } = await ASK(FIND, LOGINS.map(() => typed));
  if (rows.length >= MOST) throw new Error('Too many users of the legacy store have this login.');
  return rows.filter((row) => isMeant(row, typed, EMAIL, LOGINS));
}
