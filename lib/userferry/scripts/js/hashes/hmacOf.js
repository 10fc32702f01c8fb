// The HMAC of a text (as UTF-8) or bytes.
function hmacOf(name, key, data) {
  return require('crypto').createHmac(name, key).update(data).digest();
}
