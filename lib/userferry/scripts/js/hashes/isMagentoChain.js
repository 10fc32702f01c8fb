// uses: argon2Of, digestOf, isWrittenAs
// Magento 2 upgraded in place: hex:salt:0:1:2, each version over the hexadecimal text of the one before
// it. Argon2id is version 2, or 3 with the hash's size, the passes and the bytes of memory.
async function isMagentoChain(password, hash) {
  const told = /^([0-9a-f]{32,64}):([^:]+):([0-9_]+(?::[0-9_]+)*)$/.exec(hash);
  if (!told) return false;
  const salt = told[2];
  let made = Buffer.alloc(0);
  let text = password;
  for (const version of told[3].split(':')) {
    if (version === '0' || version === '1') {
      made = digestOf(version === '0' ? 'md5' : 'sha256', salt, text);
    } else {
      const [kind, size, passes, memory] = (version === '2' ? '3_32_2_67108864' : version)
        .split('_')
        .map(Number);
      if (kind !== 3 || !(size > 0) || !(passes > 0) || !(memory >= 8192)) return false;
      const costs = { type: 'id', version: 19, memory: Math.floor(memory / 1024), passes, lanes: 1 };
      made = await argon2Of(Buffer.from(text), Buffer.from(salt.slice(0, 16)), size, costs);
    }
    text = made.toString('hex');
  }
  return isWrittenAs(made, told[1]);
}
