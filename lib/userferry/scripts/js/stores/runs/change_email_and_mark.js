// Whether there was somebody whose address is now another, and marked as verified or not.
async function run() {
  const row = await changeAddress();
  if (row) await markVerified(String(newEmail), row, verified === true);
  return row !== null;
}
