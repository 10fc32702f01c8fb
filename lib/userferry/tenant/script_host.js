// Runs the scripts of one custom database: a JSON line in on stdin, a JSON line out on the named descriptor.
// The contract is Auth0's (documented): the callback exactly once, the error classes, `configuration`.
'use strict';
const fs = require('fs');
const path = require('path');
const vm = require('vm');
const { createRequire } = require('module');
const { Worker } = require('worker_threads');

const replies = Number(process.argv[2]);
const packages = process.argv[3] || path.join(__dirname, 'no-packages');
const scriptRequire = createRequire(path.join(packages, '..', 'script.js'));
const prepared = new Map();
let current = null;

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

function prepare(source) {
  if (!prepared.has(source)) prepared.set(source, compile(source));
  return prepared.get(source);
}

// A script is a function declaration, perhaps between comments and other declarations: the first one counts.
function compile(source) {
  const found = /^[ \t]*(?:async\s+)?function\s+([A-Za-z_$][\w$]*)/m.exec(source);
  const body = found ? `${source}\n;return ${found[1]};` : `return (${source.trim().replace(/;+$/, '')}\n);`;
  const names = ['configuration', 'require', ...Object.keys(errors)];
  return vm.runInThisContext(`(function (${names.join(', ')}) {${body}\n})`, { filename: 'script.js' });
}

function describe(error) {
  if (!(error instanceof Error) && !(error && error.message)) return { name: 'Error', message: String(error) };
  return { name: error.name || 'Error', message: String(error.message), code: error.code, user_id: error.user_id };
}

function reply(id, error, result) {
  let line;
  try {
    line = JSON.stringify(error ? { id, error: describe(error) } : { id, result: result === undefined ? null : result });
  } catch (unwritable) {
    line = JSON.stringify({ id, error: describe(unwritable) });
  }
  fs.writeSync(replies, line + '\n');
}

function fail(error) {
  const call = current;
  current = null;
  if (call) reply(call.id, error || new Error('The script threw nothing.'));
}

function run(call) {
  current = call;
  const callback = (error, result) => {
    if (current !== call) return;
    if (call.called) { fail(new Error('The script called its callback more than once.')); return; }
    call.called = true;
    // A second call that follows at once is still a breach of the contract.
    setImmediate(() => {
      if (current !== call) return;
      current = null;
      reply(call.id, error, result);
    });
  };
  try {
    const script = prepare(call.source)(call.configuration, scriptRequire, ...Object.values(errors));
    Promise.resolve(script(...call.args, callback)).catch(fail);
  } catch (error) {
    fail(error);
  }
}

// A script may loop for ever while the tenant dies: this thread still sees that nobody is left to answer to.
const watch = `const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);`;
new Worker(watch, { eval: true }).unref();

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
let waiting = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  waiting += text;
  for (let end = waiting.indexOf('\n'); end >= 0; end = waiting.indexOf('\n')) {
    const line = waiting.slice(0, end);
    waiting = waiting.slice(end + 1);
    run(JSON.parse(line));
  }
});
process.stdin.on('end', () => process.exit(0));
