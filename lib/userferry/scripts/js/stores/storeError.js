// What Auth0 is told when the store fails: an Error, which is never taken for a wrong password. A driver's
// own message can hold the address or a value, so only its code is passed on.
function storeError(error) {
  const code = error.code || error.number || error.name;
  const told = new Error(`The legacy store cannot answer (${code}).`);
  told.code = code;
  return told;
}
