// PBKDF2 with HMAC, computed beside the event loop, so that other logins go on meanwhile.
function pbkdf2Of(name, password, salt, rounds, size) {
  return require('util').promisify(require('crypto').pbkdf2)(password, salt, rounds, size, name);
}
