// uses: findMatches
// Replaces each match of a pattern by texts and, where a number stands among them, by that group of the
// match.
function replacePattern(text, pattern, replacement) {
  let end = 0;
  const pieces = findMatches(text, pattern).map((match) => {
    const before = text.slice(end, match.index);
    end = match.index + match[0].length;
    return before + replacement.map((part) => (typeof part === 'number' ? match[part] ?? '' : part)).join('');
  });
  return pieces.join('') + text.slice(end);
}
