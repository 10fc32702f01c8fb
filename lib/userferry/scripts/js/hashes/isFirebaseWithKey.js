// uses: isFirebaseScrypt
// Firebase's hash with all that it was made with: hash$salt$key$separator$rounds$memory cost.
async function isFirebaseWithKey(password, value) {
  const [hash, salt, key, separator, rounds, memoryCost] = value.split('$');
  const project = { key, separator, rounds: Number(rounds), memoryCost: Number(memoryCost) };
  return isFirebaseScrypt(password, hash, salt, project);
}
