// Changes fields of one record: PATCH <path>/<key>.
async function updateRow(row, changes) {
  await askService('PATCH', `${PATH}/${encodeURIComponent(row[KEY])}`, changes);
}
