// Writes a letter as it begins a word, by Unicode's title case, which JavaScript does not have: the second
// letter of ß and ǆ stays small, Georgian has no capitals there, and a Greek iota below stays below.
function titleLetter(letter) {
  if (/[\u10d0-\u10ff]/u.test(letter)) return letter;
  const upper = letter.toUpperCase();
  if ('ǄǇǊǱ'.includes(upper)) return String.fromCodePoint(upper.codePointAt(0) + 1);
  if (upper.length === [...upper][0].length || upper === '\u02bcN') return upper;
  if (upper.endsWith('\u0399')) return `${upper.slice(0, -1)}\u0345`.normalize('NFC');
  const [first, ...rest] = upper;
  return first + rest.join('').toLowerCase();
}
