// Takes the punctuation out of a telephone number.
function phoneDigits(text) {
  return text.replace(/[ \t\u00a0\u2007\u202f()./\-\u2010-\u2015]/gu, '');
}
