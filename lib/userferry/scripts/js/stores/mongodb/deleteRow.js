// Deletes one document.
async function deleteRow(row) {
  const filter = { _id: documents.get(row) };
  const { deletedCount } = await withMongodb(TABLE, (users) => users.deleteOne(filter));
  if (deletedCount !== 1) throw new Error('The legacy store has no such user any more.');
}
