// What stands behind a sign that a value begins with, nothing where it does not.
function textBehind(value, sign) {
  return value.startsWith(sign) ? value.slice(sign.length) : '';
}
