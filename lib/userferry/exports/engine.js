// Evaluates expressions over users. Nothing of a host is here to be reached; what one expression leaves behind, the next does
// not find: what is built in is frozen, each user is frozen, and an expression that changes a user gets a copy.
((sources, mostCharacters) => {
  "use strict";
  const { parse, stringify } = JSON;
  const { freeze, getOwnPropertyDescriptors, getPrototypeOf, isFrozen, is } = Object;
  const { ownKeys, apply } = Reflect;
  const slice = String.prototype.slice, wellFormed = String.prototype.toWellFormed;
  const kept = new Set(("Object Function Error EvalError RangeError ReferenceError SyntaxError TypeError URIError InternalError AggregateError " +
    "Iterator Array parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape Infinity NaN " +
    "undefined eval Number Boolean String Math Reflect Symbol globalThis BigInt Date RegExp JSON Proxy Map Set WeakMap WeakSet ArrayBuffer " +
    "Uint8ClampedArray Int8Array Uint8Array Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array " +
    "Float64Array DataView Promise WeakRef").split(" "));
  for (const name of ownKeys(globalThis)) if (typeof name === "string" && !kept.has(name)) delete globalThis[name];

  const seen = new Set();
  const harden = (thing) => {
    if (thing === null || (typeof thing !== "object" && typeof thing !== "function") || seen.has(thing)) return;
    seen.add(thing);
    harden(getPrototypeOf(thing));
    const described = getOwnPropertyDescriptors(thing);
    for (const key of ownKeys(described)) for (const part of ["value", "get", "set"]) harden(described[key][part]);
    freeze(thing);
  };
  [[][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), ""[Symbol.iterator](), "a".matchAll(/a/g), function* () {},
    async () => {}, async function* () {}, globalThis].forEach(harden);

  const compiled = sources.map((source) => new Function("user", `"use strict"; return (${source}\n)`));

  // Freezing takes as long as evaluating. Where no expression assigns, deletes, loops, calls what changes a list or an object, or
  // names a member by what is worked out, nobody can change a user, and nobody has to be frozen.
  const change = new RegExp([
    /(?<![=!<>])=(?![=>])|<<=|>>=|\+\+|--|\\/, /\b(?:for|delete|sort|reverse|push|pop|shift|unshift|splice|fill|copyWithin|assign)\b/,
    /\b(?:define|set|getOwn|get[A-Z]\w*Of|lookup)\w*|__\w+__/, /\b(?:Reflect|Proxy|eval|Function|constructor|apply|call|bind|prototype)\b/,
    /\[(?!\s*(?:\d+|"[^"]*"|'[^']*')\s*\])/].map(({ source }) => source).join("|"));
  const mayChange = sources.some((source) => change.test(source));

  const still = (thing) => {
    for (const key in thing) {
      const value = thing[key];
      if (typeof value === "object" && value !== null) still(value);
    }
    freeze(thing);
  };

  const textOf = (text) => {
    if (text.length > mostCharacters) throw new RangeError(`it gives ${text.length} characters, and a cell takes ${mostCharacters}`);
    return apply(wellFormed, text, []);
  };

  const cellOf = (value) => {
    switch (typeof value) {
      case "string": return "'" + textOf(value);
      case "undefined": return null;
      case "boolean": return value ? "true" : "false";
      case "bigint": return `${value}`;
      case "number":
        if (value !== value || value === Infinity || value === -Infinity) throw new RangeError(`${value} has no place in JSON`);
        return is(value, -0) ? "0" : `${value}`;
      case "object": {
        if (value === null) return null;
        const text = stringify(value);
        if (text === undefined) return null;
        return text[0] === '"' ? "'" + textOf(parse(text)) : textOf(text) === "null" ? null : textOf(text);
      }
      default: throw new TypeError(`a ${typeof value} has no place in JSON`);
    }
  };

  const valueOf = (expression, user) => {
    try {
      return cellOf(expression(user));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return cellOf(expression(parse(stringify(user)))); // it may have changed the user, who is frozen
    }
  };

  const wordsOf = (error) => {
    try {
      return apply(slice, wellFormed.call(error instanceof Error ? `${error.name}: ${error.message}` : `thrown: a ${typeof error}`), [0, 200]);
    } catch {
      return "thrown: what cannot be told";
    }
  };

  return (text, skipped) => {
    const users = parse(text), skips = parse(skipped), cells = compiled.map(() => []), errors = [];
    for (let row = 0; row < users.length; row += 1) {
      const user = users[row];
      if (mayChange) still(user);
      for (let at = 0; at < compiled.length; at += 1) {
        let cell = null;
        if (!skips[at]) {
          try {
            cell = valueOf(compiled[at], user);
          } catch (error) {
            errors[errors.length] = [row, at, wordsOf(error)];
          }
        }
        cells[at][row] = cell;
      }
    }
    return stringify([cells, errors]);
  };
})
