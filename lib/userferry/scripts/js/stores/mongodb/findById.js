// The rows with a value in the field that becomes the user_id.
async function findById(value) {
  const { ObjectId } = require('mongodb');
  if (!isTypable(value)) return [];
  const forms = /^-?\d{1,15}$/.test(value) ? [value, Number(value)] : [value];
  if (/^[0-9a-f]{24}$/.test(value)) forms.push(new ObjectId(value));
  return readRows({ [ID.split('.$')[0]]: { $in: forms } });
}
