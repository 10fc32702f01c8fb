// Deletes one record: DELETE <path>/<key>.
async function deleteRow(row) {
  await askService('DELETE', `${PATH}/${encodeURIComponent(row[KEY])}`);
}
