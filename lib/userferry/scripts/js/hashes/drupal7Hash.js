// uses: saltText, stretchedText
// Drupal 7: 2^15 rounds, whose letter is D.
function drupal7Hash(password) {
  const salt = saltText(8);
  return `$S$D${salt}${stretchedText('sha512', 15, salt, password)}`.slice(0, 55);
}
