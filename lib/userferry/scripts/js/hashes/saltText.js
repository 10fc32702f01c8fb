// So many random letters and digits.
function saltText(length) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, () => letters[require('crypto').randomInt(letters.length)]).join('');
}
