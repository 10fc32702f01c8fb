// Says whether Auth0 takes a text for the secret of a one-time password.
function isTotpSecret(text) {
  return /^[A-Z2-7]+$/u.test(text);
}
