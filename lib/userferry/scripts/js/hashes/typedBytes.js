// The bytes of the password in the legacy system's own encoding. A system of one byte a letter put a
// question mark where it had none.
function typedBytes(password, encoding) {
  if (encoding === 'utf16le' || encoding === 'ucs2') return Buffer.from(password, 'utf16le');
  if (!encoding || encoding === 'utf8') return Buffer.from(password);
  const most = encoding === 'ascii' ? 0x7f : 0xff;
  return Buffer.from(
    Array.from(password, (letter) => (letter.codePointAt(0) > most ? '?' : letter)).join(''),
    'latin1',
  );
}
