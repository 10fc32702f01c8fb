// The records whose field has a value, as rows of the dump: GET <path>?<field>=<value>, a list or one
// record.
async function readRows(field, value) {
  const query = new URLSearchParams({ [field]: value });
  const answer = await askService('GET', `${PATH}?${query}`);
  const records = answer === null ? [] : [].concat(answer);
  return records.map((record) => flattenRecord(record, COLUMNS));
}
