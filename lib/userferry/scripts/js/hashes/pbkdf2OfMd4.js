// uses: md4
// PBKDF2 with HMAC-MD4, which OpenSSL 3 no longer has (RFC 8018 §5.2).
function pbkdf2OfMd4(password, salt, rounds, size) {
  const bytes = Buffer.from(password);
  const key = Buffer.concat([bytes.length > 64 ? md4(bytes) : bytes, Buffer.alloc(64)]).subarray(0, 64);
  const [inner, outer] = [0x36, 0x5c].map((mask) => Buffer.from(key.map((byte) => byte ^ mask)));
  const keyed = (data) => md4(Buffer.concat([outer, md4(Buffer.concat([inner, data]))]));
  const made = [];
  for (let block = 1; made.length * 16 < size; block += 1) {
    let last = keyed(Buffer.concat([salt, Buffer.from([block >> 24, block >> 16, block >> 8, block])]));
    const mixed = Buffer.from(last);
    for (let round = 1; round < rounds; round += 1) {
      last = keyed(last);
      for (let at = 0; at < 16; at += 1) mixed[at] ^= last[at];
    }
    made.push(mixed);
  }
  return Buffer.concat(made).subarray(0, size);
}
