// uses: numberFromAbroad
// Writes a number that begins with + or 00 as E.164; any other, and what cannot be read, stays as it is.
function internationalNumber(text) {
  if (/^\+[0-9]{1,15}$/u.test(text)) return text;
  return numberFromAbroad(text.replace(/^\p{White_Space}+/u, ''), '00') ?? text;
}
