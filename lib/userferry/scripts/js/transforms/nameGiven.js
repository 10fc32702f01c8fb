// uses: nameFamily, trimSpace
// Gives what is left of a full name without the family name.
function nameGiven(text) {
  const whole = trimSpace(text);
  if (whole.includes(',')) return trimSpace(whole.slice(whole.indexOf(',') + 1));
  const family = nameFamily(whole) ?? '';
  return trimSpace(whole.slice(0, whole.length - family.length));
}
