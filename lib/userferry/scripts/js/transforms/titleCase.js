// uses: titleLetter
// Begins each word with a capital: whatever is no letter ends a word.
function titleCase(text) {
  let isWithin = false;
  let place = 0;
  const letters = [...text].map((letter) => {
    // A sigma that ends a word is written in its own way, so it is made small among its neighbours.
    const before = letter === 'Σ' ? text.slice(0, place).toLowerCase().length : 0;
    const small = letter === 'Σ' ? text.toLowerCase()[before] : letter.toLowerCase();
    const written = isWithin ? small : titleLetter(letter);
    isWithin = /\p{Alphabetic}/u.test(letter);
    place += letter.length;
    return written;
  });
  return letters.join('');
}
