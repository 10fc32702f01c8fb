// uses: isFirebaseScrypt
// A user of Firebase's export: JSON with the hash and its salt.
async function isFirebaseLine(password, line, project) {
  try {
    const user = JSON.parse(line);
    return await isFirebaseScrypt(password, user.passwordHash, user.salt, project);
  } catch (error) {
    // A line that was cut has no hash; any other failure is nobody's wrong password.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
