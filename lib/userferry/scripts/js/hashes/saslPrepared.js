// The password as it is, and as SASLprep leaves it (RFC 4013): SCRAM normalises first, and takes it as it
// is where that cannot be done.
function saslPrepared(password) {
  const mapped = password.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ');
  const kept = mapped.replace(
    /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/g,
    '',
  );
  return [...new Set([kept.normalize('NFKC'), password])];
}
