// Marks an address as verified; false where there is nobody.
async function run() {
  const [row] = await findRows(String(email));
  if (!row) return false;
  await markVerified(String(email), row, true);
  return true;
}
