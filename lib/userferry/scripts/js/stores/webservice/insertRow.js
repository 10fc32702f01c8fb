// Adds a record: POST <path>.
async function insertRow(values) {
  await askService('POST', PATH, values);
}
