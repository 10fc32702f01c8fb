// uses: argon2Of, isPbkdf2, isSame
// Keycloak's credential: JSON texts within JSON.
async function isKeycloak(password, credential) {
  let secret;
  let data;
  try {
    const told = [].concat(JSON.parse(credential))[0];
    [secret, data] = [JSON.parse(told.secretData), JSON.parse(told.credentialData)];
  } catch {
    return false;
  }
  const [salt, expected] = [
    Buffer.from(secret.salt || '', 'base64'),
    Buffer.from(secret.value || '', 'base64'),
  ];
  const digest = { pbkdf2: 'sha1', 'pbkdf2-sha256': 'sha256', 'pbkdf2-sha512': 'sha512' }[data.algorithm];
  if (digest) return isPbkdf2(password, digest, data.hashIterations, salt, expected);
  const [type, version, memory, lanes] = ['type', 'version', 'memory', 'parallelism'].map((name) => {
    return ((data.additionalParameters || {})[name] || [])[0];
  });
  const costs = {
    type,
    version: version === '1.0' ? 16 : 19,
    memory: Number(memory),
    lanes: Number(lanes),
  };
  costs.passes = data.hashIterations;
  if (data.algorithm !== 'argon2' || !['d', 'i', 'id'].includes(type)) return false;
  if (!(costs.memory >= 8 * costs.lanes && costs.lanes > 0 && costs.passes > 0) || expected.length < 4)
    return false;
  return isSame(await argon2Of(Buffer.from(password), salt, expected.length, costs), expected);
}
