// Finds each match of a pattern; an empty one right behind another is none.
function findMatches(text, pattern) {
  let end = -1;
  return [...text.matchAll(pattern)].filter((match) => {
    const isOne = match[0] !== '' || match.index !== end;
    end = match.index + match[0].length;
    return isOne;
  });
}
