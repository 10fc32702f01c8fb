// Whether a row is one that was typed: the address in capitals or not, any other login as it stands. The
// store is asked less strictly (its collation may take é for e, or 0 for any word), so its answer is
// compared again.
function isMeant(row, typed, email, logins) {
  const plain = (text) => text.trim().toLowerCase();
  return logins.some((login) => {
    const value = row[login];
    if (value === null || value === undefined) return false;
    return login === email ? plain(value) === plain(typed) : value === typed;
  });
}
