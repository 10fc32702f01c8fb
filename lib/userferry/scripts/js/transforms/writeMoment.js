// Writes a moment in UTC from its seconds since 1970 and the microseconds after them; nothing beyond
// four-digit years.
function writeMoment(seconds, microseconds) {
  if (seconds < -62135596800 || seconds > 253402300799) return null;
  const digits = String(microseconds).padStart(6, '0').replace(/000$/u, '');
  const fraction = microseconds ? `.${digits}` : '';
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}${fraction}Z`;
}
