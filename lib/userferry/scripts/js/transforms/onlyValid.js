// Keeps what is right and within its bounds, in characters; the user goes without anything else.
function onlyValid(text, isRight, shortest = 0, longest = Infinity) {
  const length = [...text].length;
  return isRight(text) && length >= shortest && length <= longest ? text : null;
}
