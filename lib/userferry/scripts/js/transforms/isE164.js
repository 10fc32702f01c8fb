// Says whether Auth0 takes a text for a telephone number.
function isE164(text) {
  return /^\+[0-9]{1,15}$/u.test(text);
}
