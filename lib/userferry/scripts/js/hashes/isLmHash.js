// uses: isWrittenAs
// LAN Manager: DES of a text that all share, with each half of the password in capitals as a key, in the
// letters of the first PCs. Who has a longer password, or other letters, has no such hash.
function isLmHash(password, hash) {
  const beyond =
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
    'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
  const places = Array.from(password.toUpperCase(), (letter) => {
    return letter <= '\x7f' ? letter.charCodeAt(0) : 128 + beyond.indexOf(letter);
  });
  if (places.length > 14 || places.includes(127) || hash.length !== 32) return false;
  const typed = Buffer.concat([Buffer.from(places), Buffer.alloc(14)]);
  const half = (start) => {
    const bits = typed.readUIntBE(start, 3) * 2 ** 32 + typed.readUInt32BE(start + 3);
    // Seven bits a byte: the lowest of each is DES's parity, which nobody reads.
    const sevens = [49, 42, 35, 28, 21, 14, 7, 0].map((shift) => Math.floor(bits / 2 ** shift) % 128);
    const key = Buffer.from(sevens.map((seven) => seven * 2));
    const cipher = require('crypto').createCipheriv('des-ede3', Buffer.concat([key, key, key]), null);
    return cipher.setAutoPadding(false).update('KGS!@#$%');
  };
  return isWrittenAs(Buffer.concat([half(0), half(7)]), hash);
}
