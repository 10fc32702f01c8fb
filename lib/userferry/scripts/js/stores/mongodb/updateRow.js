// Changes fields of one document.
async function updateRow(row, changes) {
  const filter = { _id: documents.get(row) };
  const { matchedCount } = await withMongodb(TABLE, (users) => users.updateOne(filter, { $set: changes }));
  if (matchedCount !== 1) throw new Error('The legacy store has no such user any more.');
}
