// Takes white space off both ends: what Unicode calls so, which is not all that JavaScript's trim() takes.
function trimSpace(text) {
  return text.replace(/^\p{White_Space}+/u, '').replace(/(?<!\p{White_Space})\p{White_Space}+$/u, '');
}
