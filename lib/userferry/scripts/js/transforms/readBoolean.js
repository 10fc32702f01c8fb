// uses: trimSpace
// Reads 1/0, t/f, true/false, y/n, yes/no, on/off.
function readBoolean(text) {
  const word = trimSpace(text);
  if (/^(?:1|t|true|y|yes|on)$/i.test(word)) return true;
  return /^(?:0|f|false|n|no|off)$/i.test(word) ? false : null;
}
