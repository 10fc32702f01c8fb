// Reads the parts of a moment by a format of `%` signs, each as far as it goes, as chrono does; null where
// it does not fit. The parts are named by their signs; `f` is in nanoseconds, `z` in seconds.
function scanMoment(text, format) {
  const widths = { Y: 4, y: 2, m: 2, d: 2, H: 2, I: 2, M: 2, S: 2, f: 9 };
  const names = 'january february march april may june july august september october november december';
  const months = names.split(' ');
  const found = {};
  let left = text;
  const take = (pattern) => {
    const match = pattern.exec(left);
    if (match) left = left.slice(match[0].length);
    return match;
  };
  // Each reader says whether its part is there.
  const readMonth = (isLong) => {
    const short = take(/^[a-z]{3}/iu)?.[0].toLowerCase();
    found.m = months.findIndex((name) => name.slice(0, 3) === short) + 1;
    const rest = found.m ? months[found.m - 1].slice(3) : '';
    if (isLong && left.slice(0, rest.length).toLowerCase() === rest) left = left.slice(rest.length);
    return found.m > 0;
  };
  const readOffset = (isLoose) => {
    take(/^\p{White_Space}+/u);
    if (isLoose && take(/^z/iu)) {
      found.z = 0;
      return true;
    }
    const match = take(/^([+\-\u2212])([0-9]{2})[:\p{White_Space}]*([0-9]{2})/u) ??
      (isLoose ? take(/^([+\-\u2212])([0-9]{2})[:\p{White_Space}]*/u) : null);
    if (!match || Number(match[3] ?? 0) > 59 || Number(match[2]) > 23) return false;
    found.z = (match[1] === '+' ? 1 : -1) * (Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60);
    return true;
  };
  const readFraction = (digits) => {
    if (digits === undefined && !left.startsWith('.')) return true;
    const match = take(digits ? new RegExp(`^([0-9]{${digits}})`, 'u') : /^\.([0-9]{1,9})[0-9]*/u);
    found.f = Number((match?.[1] ?? '').padEnd(9, '0'));
    return match !== null;
  };
  const readNumber = (sign) => {
    const match = (sign === 'Y' && take(/^\p{White_Space}*([+-][0-9]+)/u)) ||
      take(new RegExp(`^\\p{White_Space}*([0-9]{1,${widths[sign]}})`, 'u'));
    found[sign] = Number(match?.[1]);
    return Boolean(match);
  };
  const isRead = (token) => {
    const [, width, sign] = /^%([.:#369]?)(.)$/u.exec(token) ?? [];
    if (/^\p{White_Space}/u.test(token)) return take(/^\p{White_Space}*/u) !== null;
    if (sign === undefined || sign === '%') {
      const isThere = left.startsWith(sign ?? token);
      left = left.slice((sign ?? token).length);
      return isThere;
    }
    if (sign === 'b' || sign === 'B') return readMonth(sign === 'B');
    if (sign === 'z') return readOffset(width === '#');
    if (sign === 'f' && width) return readFraction(width === '.' ? undefined : width);
    if (sign === 'p') {
      found.p = take(/^[ap]m/iu)?.[0].toLowerCase();
      return found.p !== undefined;
    }
    return readNumber(sign);
  };
  const tokens = format.match(/%[.:#369]?.|\p{White_Space}+|[^%\p{White_Space}]/gu);
  return tokens.every(isRead) && left === '' ? found : null;
}
