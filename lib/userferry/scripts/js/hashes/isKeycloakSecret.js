// uses: isPbkdf2
// Keycloak's secret_data alone: the algorithm and the rounds were told of all.
async function isKeycloakSecret(password, written, name, rounds) {
  const told = /^\{ *"value" *: *"([^"]+)" *, *"salt" *: *"([^"]+)"/.exec(written);
  if (!told) return false;
  const [expected, salt] = [Buffer.from(told[1], 'base64'), Buffer.from(told[2], 'base64')];
  return isPbkdf2(password, name, rounds, salt, expected);
}
