// uses: filled
// Fills columns into a text; nothing where one of them is empty.
function fillTemplate(row, text) {
  const pieces = text.split(/\{([^{}]*)\}/u).map((piece, place) => (place % 2 ? filled(row[piece]) : piece));
  return pieces.includes(null) ? null : pieces.join('');
}
