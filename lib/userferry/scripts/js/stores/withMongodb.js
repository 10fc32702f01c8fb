// uses: keepPool, dropPool, storeError
// requires: mongodb
// Does something with a collection of MongoDB; the database is the one that the address names.
async function withMongodb(collection, work) {
  const { MongoClient } = require('mongodb');
  const address = `mongodb ${configuration.DATABASE_URL}`;
  const open = () => {
    const client = new MongoClient(configuration.DATABASE_URL, {
      maxPoolSize: 5,
      connectTimeoutMS: 4000,
      serverSelectionTimeoutMS: 4000,
      socketTimeoutMS: 6000
    });
    return client.connect();
  };
  try {
    const client = await keepPool(address, open);
    return await work(client.db().collection(collection));
  } catch (error) {
    if (error.name === 'MongoServerSelectionError') dropPool(address);
    throw storeError(error);
  }
}
