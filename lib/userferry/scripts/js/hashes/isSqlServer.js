// uses: digestOf, isWrittenAs
// SQL Server: 0x0100 and SHA-1, or 0x0200 and SHA-512, of the password in UTF-16 and 4 bytes of salt. The
// oldest adds a second digest, of the password in capitals, for servers that do not mind the case.
function isSqlServer(password, hash) {
  const told = /^0x(0100|0200)([0-9a-f]{8})([0-9a-f]+)$/i.exec(hash);
  if (!told) return false;
  const [name, digits] = told[1] === '0100' ? ['sha1', 40] : ['sha512', 128];
  const made = digestOf(name, Buffer.from(password, 'utf16le'), Buffer.from(told[2], 'hex'));
  return isWrittenAs(made, told[3].slice(0, digits));
}
