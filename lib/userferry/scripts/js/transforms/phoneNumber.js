// uses: numberFromAbroad, phoneDigits
// Writes a telephone number as E.164; one without a country's code is of the country given by its code and
// the trunk prefix that falls away behind it. What cannot be read is nothing.
function phoneNumber(text, code, trunk) {
  const isAmerican = code === '1';
  const dialled = isAmerican ? '011' : '00';
  const start = text.replace(/^\p{White_Space}+/u, '');
  const digits = phoneDigits(start);
  if (digits.startsWith('+') || digits.startsWith(dialled)) return numberFromAbroad(start, dialled);
  const national = digits.startsWith(trunk) ? digits.slice(trunk.length) : digits;
  return (isAmerican ? /^[2-9][0-9]{9}$/u : /^[0-9]{5,12}$/u).test(national) ? `+${code}${national}` : null;
}
