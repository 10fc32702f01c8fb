// Spellings of an address, as a database may hold it that makes no letters small but a to z: every other letter
// is as somebody wrote it. Of ten such letters these are all spellings, of more those that write a word small, with
// its first letter large, or large.
function spelledSmall(typed) {
  const small = typed.trim().toLowerCase();
  if (small.length > 320) return [small]; // no address is so long
  const enlarged = (text) => text.replace(/[^a-z]/gu, (sign) => {
    const large = sign.toUpperCase();
    return large.toLowerCase() === sign ? large : sign;
  });
  const others = [...small].filter((sign) => enlarged(sign) !== sign);
  const parts = small.match(others.length > 10 ? /\P{L}+|\p{L}+/gu : /\P{L}+|\p{L}/gu) || [];
  let spellings = [''];
  for (const part of parts) {
    const [first, ...rest] = part;
    const forms = new Set([part, enlarged(first) + rest.join(''), enlarged(part)]);
    if (forms.size * spellings.length > 1024) forms.clear();
    spellings = spellings.flatMap((start) => [...forms.add(part)].map((form) => start + form));
  }
  return spellings;
}
