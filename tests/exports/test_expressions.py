"""Expressions say what Node says, and whatever they try, the export goes on."""

import json
import shutil
import subprocess

import polars as pl
import pytest
from tests.exports.expressions import EXPRESSIONS, make_users

from userferry.exports import Column, evaluate
from userferry.exports import engine as engine_room

NODE = shutil.which("node")
# What a cell is, said a second time: a text behind an apostrophe, else JSON; what JSON cannot say is an error.
AS_NODE_SAYS = """
const [users, expressions] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const cell = (value) => {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error("no number");
  return typeof value === "string" ? "'" + value : JSON.stringify(value);
};
const told = expressions.map((source) => {
  const work = new Function("user", '"use strict"; return (' + source + ")");
  return users.map((user) => { try { return [cell(work(structuredClone(user)))]; } catch { return "error"; } });
});
process.stdout.write(JSON.stringify(told));
"""


def columns(*expressions):
    return [Column(f"{at}", expression=text) for at, text in enumerate(expressions)]


def found(asked, users, expressions, folder):
    done = evaluate(asked(users).lines, columns(*expressions), folder)
    return done.cells.collect(), done.errors.collect()


@pytest.mark.skipif(NODE is None, reason="no node on this machine's PATH")
def test_they_say_what_node_says(asked, tmp_path):
    users = make_users(500)
    cells, errors = found(asked, users, EXPRESSIONS, tmp_path)
    run = subprocess.run(
        [NODE, "-e", AS_NODE_SAYS],
        input=json.dumps([users, EXPRESSIONS]),
        capture_output=True,
        text=True,
        check=True,
    )
    wrong = set(errors.select("__row", "column").iter_rows())
    for at, (expression, told) in enumerate(zip(EXPRESSIONS, json.loads(run.stdout), strict=True)):
        ours = [
            "error" if (row, f"{at}") in wrong else [cell]
            for row, cell in enumerate(cells[f"{at}"].to_list())
        ]
        assert ours == told, expression
    assert 0 < len(wrong) < 500 * len(EXPRESSIONS) / 2


def test_a_falsy_value_stays_what_it_is_and_nan_is_told(asked, tmp_path):
    cells, errors = found(
        asked, [{"user_id": "1"}], ["0", "''", "false", "null", "undefined", "NaN", "-0"], tmp_path
    )
    assert list(cells.row(0))[1:] == ["0", "'", "false", None, None, None, "0"]
    assert errors.select("__row", "user_id", "column", "message").rows() == [
        (0, "1", "5", "RangeError: NaN has no place in JSON")
    ]


ATTACKS = {
    "(() => { while (true) {} })()": "out of time",
    "(() => { try { while (true) {} } finally { while (true) {} } })()": "out of time",
    "/(a+)+$/.test('a'.repeat(40) + 'b')": "out of time",
    "(() => { const all = []; while (true) all.push('x'.repeat(1000) + all.length); })()": "memory",
    "new Array(1e9).fill(0).length": "memory",
    "'x'.repeat(5e5)": "500000 characters",
    "(function deeper() { return deeper() + 1; })()": "RangeError",
    "{toJSON() { while (true) {} }}": "out of time",
    "(() => { throw { get message() { while (true) {} } }; })()": "thrown: a object",
    "(() => { throw user.email; })()": "thrown: a string",
    "(() => { const e = new Error(); Object.defineProperty(e, 'message', {get() { throw 1; }}); throw e; })()": "cannot be told",
    "std.exit(1)": "ReferenceError",
    "os.exec(['true'])": "ReferenceError",
    "require('fs').readFileSync('/etc/passwd')": "ReferenceError",
    "process.exit(1)": "ReferenceError",
    "fetch('http://127.0.0.1')": "ReferenceError",
    "globalThis.leak = user": "TypeError",
    "Array.prototype.leak = 1": "TypeError",
    "JSON.stringify = null": "TypeError",
    "(() => {}).constructor('return process')()": "ReferenceError",
    "() => 1": "a function has no place",
    "Symbol('x')": "a symbol has no place",
    "(() => { const one = {}; one.self = one; return one; })()": "TypeError",
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_bounded_and_told_and_the_export_goes_on(attack, asked, tmp_path):
    users = [{"user_id": f"{at}", "email": "a@example.com", "is_it": at == 2} for at in range(5)]
    planted = f"user.is_it ? ({attack}) : user.user_id"
    cells, errors = found(asked, users, [planted, "user.email"], tmp_path)
    assert cells["0"].to_list() == ["'0", "'1", None, "'3", "'4"]
    assert cells["1"].to_list() == ["'a@example.com"] * 5
    assert errors.select("__row", "user_id", "column").rows() == [(2, "2", "0")]
    assert ATTACKS[attack] in errors["message"][0]
    assert "@" not in errors["message"][0]


@pytest.mark.parametrize("source", ["typeof std", "typeof os", "typeof fetch", "typeof require", "typeof process", "typeof performance", "typeof Atomics", "typeof queueMicrotask"])  # fmt: skip
def test_nothing_of_a_host_is_there(source, asked, tmp_path):
    cells, _ = found(asked, [{"user_id": "1"}], [source], tmp_path)
    assert cells["0"].to_list() == ["'undefined"]


def test_an_expression_that_loops_for_everybody_is_given_up_and_the_others_are_not(asked, tmp_path):
    users = make_users(3_000)
    cells, errors = found(asked, users, ["(() => { while (true) {} })()", "user.user_id"], tmp_path)
    assert cells["0"].null_count() == 3_000
    assert cells["1"].to_list() == [f"'{user['user_id']}" for user in users]
    assert errors.height == 3_000
    assert errors["message"].str.starts_with("not evaluated").sum() > 2_900


CHANGES = [
    "user.tags.sort()", "user.tags.reverse()", "delete user.tags", "(user.tags = 1)", "user.tags.length--", "++user.n", "(user.n += 1)",
    "(user.n <<= 1)", "(user.n >>= 1)", "(user.n ??= 1, user.none ??= 1)", "user.tags['sort']()", "user.tags['so' + 'rt']()",
    "user.tags?.[`sort`]()", "user.tags.s\\u006frt()", "Object.assign(user, {tags: 1})", "Object.defineProperty(user, 'tags', {value: 1})",
    "Reflect.deleteProperty(user, 'tags')", "[].push.call(user.tags, 1)", "(() => { for (user.tags of [1]); })()",
    "(([one]) => one)(user.tags.splice(0, 1))", "eval('user.tags.pop()')", "user.__defineGetter__('tags', () => 1)",
    "(({tags}) => tags.fill(0))(user)", "user.tags.constructor.prototype.reverse.call(user.tags)", "user.tags.copyWithin(0, 1)",
    "[1].forEach(user.tags['un' + 'shift'], user.tags)", "Object.setPrototypeOf(user, {tags: 2})",
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_one_column_changes_no_other_sees(change, asked, tmp_path):
    user = {"user_id": "1", "n": 5, "tags": ["b", "a", "c"]}
    cells, _ = found(asked, [user, user], [change, "JSON.stringify(user)"], tmp_path)
    assert [json.loads(cell[1:]) for cell in cells["1"]] == [user, user]


def test_an_expression_that_changes_a_user_says_what_it_would_anywhere(asked, tmp_path):
    users = [{"user_id": "1", "tags": ["b", "a"]}]
    cells, errors = found(
        asked,
        users,
        ["user.tags.sort().join()", "delete user.tags", "user.tags.push(user.user_id)"],
        tmp_path,
    )
    assert cells.row(0)[1:] == ("'a,b", "true", "3")
    assert errors.is_empty()


def test_a_process_that_dies_costs_its_batch_and_nothing_else(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(engine_room, "BATCH_ROWS", 10)
    ask = engine_room._Worker.ask

    def killed(self, skipped, lines):
        if '"user_id": "15"' in "".join(lines):
            (self._process or self._start()).kill()
        return ask(self, skipped, lines)

    monkeypatch.setattr(engine_room._Worker, "ask", killed)
    users = [{"user_id": f"{at}"} for at in range(40)]
    cells, errors = found(asked, users, ["user.user_id"], tmp_path)
    assert cells.filter(pl.col("0").is_null())["__row"].to_list() == list(range(10, 20))
    assert errors["__row"].to_list() == list(range(10, 20))


def test_the_processes_have_nothing_of_our_environment(monkeypatch):
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", "do-not-pass-me-on")
    asked_for = {}
    monkeypatch.setattr(engine_room.subprocess, "Popen", lambda *_, **options: asked_for.update(options))
    with pytest.raises(AttributeError):
        engine_room._Worker(["1"]).ask([0], ["{}"])
    assert "AUTH0_CLIENT_SECRET" not in asked_for["env"]
