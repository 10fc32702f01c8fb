// The rows with a value in the field that becomes the user_id.
async function findById(value) {
  return isTypable(value) ? readRows(ID, value) : [];
}
