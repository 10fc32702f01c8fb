// uses: isSame
// Whether a text is just these bytes, in hexadecimal or in base64.
function isWrittenAs(bytes, text) {
  return isSame(bytes, Buffer.from(text, text.length === 2 * bytes.length ? 'hex' : 'base64'));
}
