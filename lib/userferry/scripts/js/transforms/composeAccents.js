// Writes letters with their accents as one sign (Unicode NFC).
function composeAccents(text) {
  return text.normalize('NFC');
}
