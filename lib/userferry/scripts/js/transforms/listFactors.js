// Lists the second factors that are there, as Auth0 writes each kind; nothing where there is none.
function listFactors(values) {
  const found = Object.entries(values).filter(([, value]) => value !== null);
  const factors = found.map(([kind, value]) => ({ [kind]: { [kind === 'totp' ? 'secret' : 'value']: value } }));
  return factors.length ? factors : null;
}
