// Reads JSON, and each number as a text: its literal behind a NUL. JSON.parse alone would round long
// numbers and turn 1.10 into 1.1.
function readMarkedJson(text) {
  const parts = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  return JSON.parse(text.replace(parts, (part) => (part[0] === '"' ? part : `"\\u0000${part}"`)));
}
