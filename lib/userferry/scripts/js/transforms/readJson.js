// Reads JSON into maps, lists, texts and truth, each number as `{ number: text }`: JSON.parse would round
// long numbers and put keys that look like numbers first. It throws where the text is no JSON, or deeper
// than 127.
function readJson(text) {
  const number = /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/u.source;
  const word = `"(?:[^"\\\\]|\\\\.)*"|${number}|true|false|null|[[\\]{},:]`;
  const token = new RegExp(`[ \\t\\r\\n]*(${word})`, 'yu');
  let depth = 0;
  const next = () => token.exec(text)?.[1];
  // Lists what stands between two brackets, by a function that reads one and gives the token after it.
  const readUntil = (end, readOne) => {
    depth += 1;
    if (depth > 127) throw new SyntaxError('too deep');
    let one = next();
    if (one !== end) {
      for (let after = readOne(one); after !== end; after = readOne(one)) {
        if (after !== ',') throw new SyntaxError('no comma');
        one = next();
      }
    }
    depth -= 1;
  };
  const readValue = (one) => {
    if (one === '[') {
      const list = [];
      readUntil(']', (first) => {
        list.push(readValue(first));
        return next();
      });
      return list;
    }
    if (one === '{') {
      const map = new Map();
      readUntil('}', (key) => {
        if (key?.[0] !== '"' || next() !== ':') throw new SyntaxError('no key');
        map.set(JSON.parse(key), readValue(next()));
        return next();
      });
      return map;
    }
    const found = JSON.parse(one ?? '');
    if (typeof found === 'string' && /\p{Cs}/u.test(found)) throw new SyntaxError('half a sign');
    return typeof found === 'number' ? { number: one } : found;
  };
  const found = readValue(next());
  if (/[^ \t\r\n]/u.test(text.slice(token.lastIndex))) throw new SyntaxError('more than one value');
  return found;
}
