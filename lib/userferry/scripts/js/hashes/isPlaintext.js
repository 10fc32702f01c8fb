// uses: isSameText
// A password that nobody hashed. What may be a hash is none, or whoever knows the hash would come in with
// it.
function isPlaintext(password, value) {
  const isWord = /^(?=.*[g-zG-Z])[A-Za-z0-9]{4,12}$/.test(value);
  const areWords = /^[A-Za-z]{2,10}(?:[-_][A-Za-z0-9]{1,9}){1,3}$/.test(value);
  const isOther = /^[!*_(<]|[${}:|]/.test(value);
  const isSigned = !isOther && /[!@#%&?,;()^~'"<> \u00c0-\u024f\u0370-\u03ff]/.test(value);
  const length = Array.from(value).length;
  return length >= 4 && length <= 40 && (isWord || areWords || isSigned) && isSameText(password, value);
}
