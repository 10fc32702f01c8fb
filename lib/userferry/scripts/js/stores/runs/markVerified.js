// Marks an address as verified or not, in the form that the column takes: a form is right where the row,
// read again, says what was meant.
async function markVerified(typed, row, isVerified) {
  for (const value of isVerified ? VERIFIED_FORMS : UNVERIFIED_FORMS) {
    try {
      await updateRow(row, { [VERIFIED]: value });
    } catch {
      continue; // the column is of another type
    }
    const again = (await findRows(typed)).find((other) => other[KEY] === row[KEY]);
    if (again && Boolean(toProfile(again).email_verified) === isVerified) return;
  }
  throw new Error(`The legacy store could not be told whether the address is verified (${VERIFIED}).`);
}
