// uses: phoneNumber
// Writes a number as E.164, one without a country's code as one of this country; what cannot be read stays.
function countryCodeNumber(text, code, trunk) {
  return /^\+[0-9]{1,15}$/u.test(text) ? text : phoneNumber(text, code, trunk) ?? text;
}
