// The rows that what was typed may mean, in the service's order.
async function findRows(typed) {
  if (!isTypable(typed)) return [];
  const found = new Map();
  for (const login of LOGINS) {
    for (const row of await readRows(login, typed)) found.set(row[KEY], row);
  }
  return [...found.values()].filter((row) => isMeant(row, typed, EMAIL, LOGINS));
}
