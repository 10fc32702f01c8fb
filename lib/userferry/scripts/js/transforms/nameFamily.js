// uses: trimSpace
// Gives the family name: before the comma, or the last word with the particles before it.
function nameFamily(text) {
  const whole = trimSpace(text);
  if (whole.includes(',')) return trimSpace(whole.slice(0, whole.indexOf(',')));
  if (!/\p{White_Space}/u.test(whole)) return null;
  const particles = 'van|von|vom|zu|zur|de|der|den|del|della|di|da|dos|du|la|le|ter|ten|bin|al';
  const before = '(?:[^\\n]*?\\P{White_Space}\\p{White_Space}+)??';
  const last = `((?:(?:${particles})\\p{White_Space}+)*\\P{White_Space}+)`;
  return new RegExp(`^${before}${last}$`, 'iu').exec(whole)?.[1] ?? null;
}
