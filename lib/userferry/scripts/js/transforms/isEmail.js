// Says whether Auth0 takes a text for an address: what its validator finds, and the bytes of the two parts.
function isEmail(text) {
  const atom =
    /[-A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\u{10000}-\u{10ffff}]+/u.source;
  const quoted =
    /"(?:[^"\\\0\u0080-\u009f\ufff0-\u{10ffff}]|\\[^\0\u0080-\u00a0\ufff0-\u{10ffff}])*"/u.source;
  const inner = 'A-Za-z0-9\\u00a1-\\uff00\\uff5f-\\uffff';
  const label = `[${inner}](?:[-${inner}]{0,61}[${inner}])?`;
  const top = /(?:[A-Za-z\u00a1-\uffff]{2,}|[xX][nN][-A-Za-z0-9]{2,})/u.source;
  const form = new RegExp(`^(?:${atom}(?:\\.${atom})*|${quoted})@(?:${label}\\.)+${top}$`, 'u');
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)].map((part) => Buffer.byteLength(part));
  return local <= 64 && domain <= 254 && form.test(text);
}
