// The rows with a value in the column that becomes the user_id. It may be a column of bytes, which a row has
// as hexadecimal digits; what is found too much has another user_id.
async function findById(value) {
  if (!isTypable(value)) return [];
  const forms = /^(?:[0-9a-f]{2})+$/.test(value) ? [value, Buffer.from(value, 'hex')] : [value];
  const found = await Promise.all(forms.map((form) => ASK(FIND_BY_ID, [form])));
  return found.flatMap(({ rows }) => rows);
}
