// Leaves out of a profile what is null, and objects that hold nothing else, as a bulk import's file does.
function withoutNulls(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const kept = Object.entries(value).map(([name, one]) => [name, withoutNulls(one)]);
  const there = kept.filter(([, one]) => one !== null);
  return there.length ? Object.fromEntries(there) : null;
}
