// uses: digestOf
// sha1$salt$hex, of salt and password.
function dollarHash(password, name, salt) {
  return `${name}$${salt}$${digestOf(name, salt, password).toString('hex')}`;
}
