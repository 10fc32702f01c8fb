// Says whether Auth0 takes the signs of a text for an id's.
function isUserId(text) {
  return !/\s/u.test(text);
}
