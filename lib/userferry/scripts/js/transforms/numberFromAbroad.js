// uses: phoneDigits
// Reads a number that begins with + or with what callers dial before a country's code; `+44 (0)20 …` has a
// zero in brackets for callers within the country.
function numberFromAbroad(text, dialled) {
  const digits = phoneDigits(text.replace('(0)', ''));
  const number = digits.startsWith(dialled) ? `+${digits.slice(dialled.length)}` : digits;
  return /^\+[1-9][0-9]{6,14}$/u.test(number) ? number : null;
}
