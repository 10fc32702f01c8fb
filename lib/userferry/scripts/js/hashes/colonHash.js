// uses: digestOf, saltText
// hex:salt, of salt and password in the order that is said.
function colonHash(password, name, position) {
  const salt = saltText(32);
  const parts = position === 'suffix' ? [password, salt] : [salt, password];
  return `${digestOf(name, ...parts).toString('hex')}:${salt}`;
}
