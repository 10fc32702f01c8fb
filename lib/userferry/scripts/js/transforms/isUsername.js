// uses: isEmail
// Says whether Auth0 takes the signs of a text for a username's.
function isUsername(text) {
  return /^[-a-zA-Z0-9@^$.!`#+'~_]+$/u.test(text) && !isEmail(text);
}
