// The rows with a value in the column that becomes the user_id.
async function findById(value) {
  if (!isTypable(value)) return [];
  const { rows } = await ASK(FIND_BY_ID, [value]);
  return rows;
}
