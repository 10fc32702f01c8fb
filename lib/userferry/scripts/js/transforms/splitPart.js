// Keeps the nth part, counted from 1, or from the end where it is negative.
function splitPart(text, by, part) {
  return text.split(by).at(part > 0 ? part - 1 : part) ?? null;
}
