// The documents that fit, as rows of the dump; addresses are compared without regard to capitals.
async function readRows(filter) {
  const found = await withMongodb(TABLE, (users) =>
    users
      .find(filter, { promoteValues: false, promoteBuffers: false })
      .collation({ locale: 'en', strength: 2 })
      .sort({ [KEY.split('.$')[0]]: 1 })
      .limit(MOST)
      .toArray()
  );
  if (found.length >= MOST) throw new Error('Too many users of the legacy store have this login.');
  return found.map((document) => {
    const row = flattenRecord(exportedByMongodb(document), COLUMNS);
    documents.set(row, document._id);
    return row;
  });
}
