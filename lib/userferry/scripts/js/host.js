// Runs scripts as Auth0 would: a JSON line in on stdin, a JSON line out on the named descriptor, many at a time.
// "callback" calls the script with Auth0's contract and its error classes; "value" calls a plain function.
'use strict';
const fs = require('fs');
const path = require('path');
const vm = require('vm');
const { createRequire } = require('module');

const replies = Number(process.argv[2]);
const scriptRequire = createRequire(path.join(process.argv[3], 'script.js'));
const prepared = new Map();

class WrongUsernameOrPasswordError extends Error {
  constructor(userId, message) { super(message); this.name = 'WrongUsernameOrPasswordError'; this.user_id = userId; }
}
class UnauthorizedError extends Error {
  constructor(message) { super(message); this.name = 'UnauthorizedError'; }
}
class ValidationError extends Error {
  constructor(code, message) { super(message); this.name = 'ValidationError'; this.code = code; }
}
const errors = { WrongUsernameOrPasswordError, UnauthorizedError, ValidationError };

// The last function that stands at the start of a line is the one that is called; the others serve it.
function compile(source) {
  const names = [...source.matchAll(/^(?:async )?function ([A-Za-z_$][\w$]*)/gm)].map((found) => found[1]);
  const given = ['configuration', 'require', ...Object.keys(errors)];
  const text = `(function (${given.join(', ')}) {'use strict';\n${source}\nreturn ${names[names.length - 1]};\n})`;
  return vm.runInThisContext(text, { filename: 'script.js', lineOffset: -1 });
}

function prepare(source) {
  if (!prepared.has(source)) prepared.set(source, compile(source));
  return prepared.get(source);
}

function describe(error) {
  if (!error || typeof error !== 'object') return { name: 'Error', message: String(error) };
  const said = { name: error.name || 'Error', message: String(error.message) };
  if (error.user_id !== undefined && error.user_id !== null) said.user_id = String(error.user_id);
  if (error.code !== undefined) said.code = String(error.code);
  return said;
}

function reply(id, calls, error, result) {
  const said = error ? { error: describe(error) } : { result: result === undefined ? null : result };
  fs.writeSync(replies, JSON.stringify({ id, calls, ...said }) + '\n');
}

function follow(call) {
  let calls = 0;
  const answer = (error, result) => {
    calls += 1;
    if (calls > 1) return reply(call.id, calls);
    // A second call that follows at once is seen before this answer is taken for the only one.
    setImmediate(() => reply(call.id, calls, error, result));
  };
  try {
    const script = prepare(call.source)(call.configuration, scriptRequire, ...Object.values(errors));
    if (call.style === 'callback') Promise.resolve(script(...call.args, answer)).catch(answer);
    else Promise.resolve(script(...call.args)).then((value) => answer(null, value), answer);
  } catch (error) {
    answer(error);
  }
}

let waiting = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  const lines = (waiting + text).split('\n');
  waiting = lines.pop();
  lines.forEach((line) => follow(JSON.parse(line)));
});
process.stdin.on('end', () => process.exit(0));
