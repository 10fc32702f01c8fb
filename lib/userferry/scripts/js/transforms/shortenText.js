// Keeps so many characters, counted in code points as Auth0 does; a sign that a reader sees as one (a
// letter with its accents, a flag, a family) and that would be cut amid falls away whole, unless nothing
// else is there.
function shortenText(text, most) {
  const letters = [...text];
  if (letters.length <= most) return text;
  const joined = '\\u{1f3fb}-\\u{1f3ff}\\p{M}\\u200c\\u{e0020}-\\u{e007f}\\u1160-\\u11ff\\ud7b0-\\ud7fb';
  const alone = `[^${joined}\\u200d]`;
  const sign = `(?:(?:[\\u{1f1e6}-\\u{1f1ff}]{2}|${alone})[${joined}]*(?:\\u200d${alone}?[${joined}]*)*)`;
  const count = (part) => part.match(new RegExp(sign, 'gu'))?.length ?? 0;
  const head = letters.slice(0, most).join('');
  const isAmid = count(head) === count(letters.slice(0, most + 1).join(''));
  const whole = head.replace(new RegExp(`^(${sign}*)${sign}$`, 'u'), '$1');
  return (isAmid && whole !== '' ? whole : head).replace(/(?<!\p{White_Space})\p{White_Space}+$/u, '');
}
