// uses: readJson, writeJson
// Reads a path in a JSON text, such as ['a', 0]: a text as it is, anything else as JSON; what is no JSON
// has none.
function readJsonPath(text, path) {
  if (!/^\p{White_Space}*[[{]/u.test(text)) return null;
  try {
    const whole = readJson(text);
    writeJson(whole); // a number beyond all numbers spoils the whole text
    const found = path.reduce((value, step) => {
      if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
      return value instanceof Map ? value.get(step) : undefined;
    }, whole);
    if (found === undefined || found === null) return null;
    return typeof found === 'string' ? found : writeJson(found);
  } catch {
    return null;
  }
}
