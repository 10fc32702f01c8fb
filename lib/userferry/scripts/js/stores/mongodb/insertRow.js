// Adds a document; $set takes dotted names apart.
async function insertRow(values) {
  const { ObjectId } = require('mongodb');
  const _id = new ObjectId();
  await withMongodb(TABLE, (users) => users.updateOne({ _id }, { $set: values }, { upsert: true }));
}
