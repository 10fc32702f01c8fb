// The bytes of a salt, pepper or key that stands beside the hash; nothing is no bytes.
function bytesOf(text, encoding) {
  return Buffer.from(text || '', encoding || 'utf8');
}
