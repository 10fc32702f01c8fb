// The rows that what was typed may mean, the first by key first.
async function findRows(typed) {
  if (!isTypable(typed)) return [];
  const forms = /^-?\d{1,15}$/.test(typed) ? [typed, Number(typed)] : [typed];
  const rows = await readRows({ $or: LOGINS.map((login) => ({ [login]: { $in: forms } })) });
  return rows.filter((row) => isMeant(row, typed, EMAIL, LOGINS));
}
