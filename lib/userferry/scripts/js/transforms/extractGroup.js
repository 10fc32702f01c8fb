// Keeps one group of a pattern's first match.
function extractGroup(text, pattern, group) {
  return pattern.exec(text)?.[group] ?? null;
}
