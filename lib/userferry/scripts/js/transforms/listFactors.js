// Lists the second factors that are there, as Auth0 writes each kind; nothing where there is none.
function listFactors(values) {
  const keys = { totp: 'secret', phone: 'value', email: 'value' };
  const found = Object.entries(values).filter(([, value]) => value !== null);
  const factors = found.map(([kind, value]) => ({ [kind]: { [keys[kind]]: value } }));
  return factors.length ? factors : null;
}
