// Whether a text can stand in any store: NUL and halves of characters cannot, and drivers throw at them.
function isTypable(text) {
  return text !== '' && !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
