// Adds a user, unless there is one.
async function run() {
  const exists = () => new ValidationError('user_exists', 'A user of this email or username exists.');
  const values = { [HASH]: await makeHash(String(user.password)) };
  for (const [column, path] of WRITTEN) {
    const value = path.reduce((inner, key) => (inner ? inner[key] : undefined), user);
    if (value !== undefined && value !== null) values[column] = value;
  }
  for (const login of LOGINS) {
    if (values[login] && (await findRows(String(values[login]))).length > 0) throw exists();
  }
  try {
    await insertRow(values);
  } catch (error) {
    if (isDuplicate(error)) throw exists();
    throw error;
  }
  return null;
}
