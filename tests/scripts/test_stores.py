"""Generated scripts ask real stores in real Node: what people may type hurts nobody, and what is written is read back."""

import json
import os
import re
import shutil
import subprocess

import pytest
from tests.scripts.conftest import CACHE, store
from tests.scripts.legacy import CONNECTION, MAKERS, MAPPING, answer_key, checksum

from userferry.dumps import read_dump
from userferry.errors import DecisionError
from userferry.mapping import ColumnRule, Mapping
from userferry.passwords.registry import BY_NAME
from userferry.scripts import KINDS, MAX_BYTES, NAMES, Scripts, Store, call_scripts
from userferry.scripts.naming import namespaced
from userferry.scripts.proving import ScriptProof, list_differences, prove_scripts
from userferry.scripts.twins import bulk_twins
from userferry.scripts.writing import write_scripts

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

WRONG = "WrongUsernameOrPasswordError"
TYPED = (
    "' OR '1'='1", "'; DROP TABLE people; --", "\\' OR 1=1 -- ", '" OR ""="', "`", "\\", "%", "_%", "*", "$ne", '{"$gt": ""}',
    "a\0b", "\ud800", "\udfff@example.com", "", " ", "0", "zoë", "😀", "ANN.1@EXAMPLE.COM'--", "x" * 10_000, "../users", "?email=", "#",
)  # fmt: skip


def ask(legacy, packages, name, *calls):
    return call_scripts(
        legacy.scripts.sources[name], calls, configuration=legacy.configuration, packages=packages
    )


def test_everybody_of_the_key_logs_in_and_nobody_else(legacy, packages, tmp_path):
    before = checksum(legacy.rows())
    twins = bulk_twins(legacy.frame, namespaced(MAPPING, CONNECTION), legacy.scripts.left_out)
    proof = prove_scripts(
        legacy.scripts, answer_key(legacy.made), twins, configuration=legacy.configuration, packages=packages
    )
    assert proof.failures.rows() == []
    assert proof.differences.rows() == []
    assert proof.is_proven
    asked = dict(proof.checks.select("check", "asked").rows())
    blocked = sum(not one["active"] for one in legacy.made)
    assert asked["the right password logs in"] == len(legacy.made) - blocked
    assert asked["a blocked user is refused"] == blocked > 0
    assert asked["a wrong password is refused"] == asked["get_user finds who is there"] == len(legacy.made)
    assert asked["a store that is down is an Error"] == 2
    assert checksum(legacy.rows()) == before
    again = ScriptProof.read(proof.write(tmp_path / "proof"))
    assert repr(again) == repr(proof)
    assert "Proven" in proof._repr_html_()


def test_what_attackers_type_is_a_wrong_password(legacy, packages):
    before = checksum(legacy.rows())
    known = legacy.made[1]
    calls = [(typed, known["password"]) for typed in TYPED]
    calls += [(known["email"], typed) for typed in TYPED] + [(typed, typed) for typed in TYPED]
    answers = ask(legacy, packages, "login", *calls)
    assert [(answer.error, answer.calls) for answer in answers] == [(WRONG, 1)] * len(calls)
    found = ask(legacy, packages, "get_user", *((typed,) for typed in TYPED))
    assert [(answer.error, answer.result, answer.calls) for answer in found] == [(None, None, 1)] * len(TYPED)
    assert checksum(legacy.rows()) == before


def test_legacy_mode_writes_what_is_read_back(legacy, packages):
    def login(name, word):
        (answer,) = ask(legacy, packages, "login", (name, word))
        return answer.error or answer.result["user_id"]

    def told(name, *calls):
        return [(answer.error, answer.result) for answer in ask(legacy, packages, name, *calls)]

    others = checksum([row for row in legacy.rows() if "new." not in repr(row)])
    new = {
        "email": "New.öne@example.com",
        "username": "o'new",
        "password": "Wört 'one'",
        "user_metadata": {"city": "Łódź"},
    }
    if legacy.store.kind == "postgresql":
        legacy.run("CREATE SEQUENCE ids START 5", "ALTER TABLE people ALTER id SET DEFAULT nextval('ids')")
    if legacy.store.kind == "mysql":
        legacy.run("ALTER TABLE people MODIFY id bigint AUTO_INCREMENT")
    assert told("create", (new,), (legacy.made[2],)) == [(None, None), ("ValidationError", None)]
    (again,) = ask(legacy, packages, "create", (new | {"email": "NEW.ÖNE@example.com"},))
    assert (again.error, again.code) == ("ValidationError", "user_exists")
    ((_, profile),) = told("get_user", ("new.öne@example.com",))
    assert profile["user_metadata"] == {"city": "Łódź"}
    assert not profile["email_verified"]
    assert login("o'new", new["password"]) == profile["user_id"]
    assert told("verify", ("new.öne@example.com",), ("nobody@example.com",)) == [(None, True), (None, False)]
    assert told("get_user", ("o'new",))[0][1]["email_verified"] is True
    assert told("change_password", (new["email"], "sécond"), ("nobody@example.com", "x")) == [
        (None, True),
        (None, False),
    ]
    assert [login(new["email"], word) for word in (new["password"], "sécond")] == [WRONG, profile["user_id"]]
    taken = legacy.made[3]["email"]
    moves = [
        (new["email"], taken.lower(), True),
        ("nobody@example.com", "n@example.com", True),
        (new["email"], "new.two@example.com", False),
    ]
    assert told("change_email", *moves[:2]) == [("ValidationError", None), (None, False)]
    assert told("change_email", moves[2]) == [(None, True)]
    assert told("get_user", (new["email"],)) == [(None, None)]
    ((_, moved),) = told("get_user", ("new.two@example.com",))
    assert (moved["user_id"], moved["email_verified"]) == (profile["user_id"], False)
    assert told("delete", ("Legacy|none",), (f"auth0|{profile['user_id']}",)) == [(None, None)] * 2
    assert told("get_user", ("new.two@example.com",)) == [(None, None)]
    assert checksum(legacy.rows()) == others


SPELLINGS = {
    "New.Öne@example.com": ["new.öne@example.com", "NEW.ÖNE@EXAMPLE.COM", "new.Öne@Example.com"],
    "jÜrgen@Über-Ähre.example": [
        "jürgen@über-ähre.example",
        "Jürgen@ÜBER-ähre.example",
        "JÜRGEN@ÜBER-ÄHRE.EXAMPLE",
    ],
    "ИВАН@пример.РФ": ["иван@пример.рф"],
    "Иван@Пример.рф": ["иван@пример.рф", "ИВАН@ПРИМЕР.РФ", "Иван@пример.рф"],
    "Straße@Example.com": ["straße@example.com", "STRAßE@example.com"],
    "DEMÉTRIÖ.ÆØÅ.Łódź@ЯЙЦО.example": ["demétriö.æøå.łódź@яйцо.example", "Demétriö.ÆØÅ.ŁÓDŹ@ЯЙЦО.EXAMPLE"],
}


def test_an_address_is_found_in_any_capitals_also_beyond_a_to_z(legacy, packages):
    changed = legacy.made[4]
    hits = {}
    try:
        for stored, typed in SPELLINGS.items():
            legacy.change(changed["id"], "email", stored)
            found = ask(legacy, packages, "get_user", *((one,) for one in [stored, *typed]))
            hits[stored] = [answer.result and answer.result["user_id"] for answer in found]
    finally:
        legacy.change(changed["id"], "email", changed["email"])
    wanted = f"{CONNECTION}|{changed['id']}"
    assert hits == {stored: [wanted] * (len(typed) + 1) for stored, typed in SPELLINGS.items()}


BYTES = """CREATE TABLE keyed (id binary(16) PRIMARY KEY DEFAULT (UNHEX(REPLACE(UUID(), '-', ''))),
email varchar(100), hash text, ok boolean)"""


def test_rows_whose_key_is_bytes_are_changed_and_deleted(legacy, packages):
    if legacy.store.kind != "mysql":
        pytest.skip("only MySQL prints bytes in another form than it reads")
    legacy.run(BYTES, "INSERT INTO keyed VALUES (x'00ff0a5c27', 'other@example.com', 'x', true)")
    try:
        targets = {"id": "user_id", "email": "email", "hash": "custom_password_hash", "ok": "email_verified"}
        mapping = Mapping(
            tuple(
                ColumnRule(column, target, ("boolean",) if column == "ok" else ())
                for column, target in targets.items()
            )
        )
        seen = Store("mysql", "keyed", tuple(targets), "id", "email", ("email",))
        made = write_scripts(mapping, seen, connection=CONNECTION, forms=["bcrypt"])

        def told(name, *arguments):
            given = {"configuration": legacy.configuration, "packages": packages}
            (answer,) = call_scripts(made.sources[name], [arguments], **given)
            return answer.error or answer.result

        assert told("create", {"email": "ann@example.com", "password": "one"}) is None
        identity = told("login", "ann@example.com", "one")["user_id"]
        assert re.fullmatch(rf"{CONNECTION}\|[0-9a-f]{{32}}", identity)
        assert told("verify", "ann@example.com") is True
        assert told("change_password", "ann@example.com", "two") is True
        assert told("change_email", "ann@example.com", "bo@example.com", True) is True
        user = told("login", "bo@example.com", "two")
        assert (user["user_id"], user["email_verified"]) == (identity, True)
        assert told("delete", identity) is None
        assert told("get_user", "bo@example.com") is None
        assert told("get_user", "other@example.com")["user_id"] == f"{CONNECTION}|{'00ff0a5c27':0<32}"
    finally:
        legacy.run("DROP TABLE keyed")


def test_users_who_share_a_login_are_told_apart_by_their_passwords(legacy, packages):
    first, second = legacy.made[0], legacy.made[6]
    legacy.change(second["id"], "email", first["email"].upper())
    try:
        typed = first["email"].lower()
        answers = ask(legacy, packages, "login", (typed, second["password"]), (typed, "neither"))
        assert answers[0].error == ("UnauthorizedError" if not second["active"] else None)
        assert answers[0].result["user_id"] == f"{CONNECTION}|{second['id']}"
        assert answers[1].error == WRONG
        (found,) = ask(legacy, packages, "get_user", (typed,))
        assert found.result["user_id"] == f"{CONNECTION}|{first['id']}"
        legacy.change(second["id"], "hash", first["hash"])
        (both,) = ask(legacy, packages, "login", (typed, first["password"]))
        assert (both.error, both.calls) == ("Error", 1)
        assert "Two users" in both.message
    finally:
        legacy.change(second["id"], "email", second["email"])
        legacy.change(second["id"], "hash", second["hash"])


def test_a_store_that_refuses_is_an_error_without_its_secrets(legacy, packages):
    given = {name: value.replace("s3cr", "wr0ng") for name, value in legacy.configuration.items()} | {
        "SERVICE_TOKEN": "other"
    }
    calls = [(legacy.made[1]["email"], legacy.made[1]["password"])]
    (answer,) = call_scripts(legacy.scripts.sources["login"], calls, configuration=given, packages=packages)
    assert (answer.error, answer.calls) == ("Error", 1)
    assert answer.message.startswith("The legacy store cannot answer (")
    assert not any(secret in answer.message for secret in ("wr0ng", "t0ken", "other", "ferry", "example.com"))


def written(kind, **changed):
    seen = store(kind, "/users" if kind == "webservice" else "people")
    return write_scripts(MAPPING, seen, connection=CONNECTION, forms=changed.get("forms", list(MAKERS)))


def test_a_store_that_is_slow_is_an_error(legacy, packages):
    with legacy.held():
        answers = ask(legacy, packages, "login", *[(legacy.made[1]["email"], legacy.made[1]["password"])] * 3)
    assert [(answer.error, answer.calls) for answer in answers] == [("Error", 1)] * 3
    assert all("legacy store" in answer.message for answer in answers)
    (answer,) = ask(legacy, packages, "get_user", (legacy.made[1]["email"],))
    assert answer.result["user_id"] == f"{CONNECTION}|{legacy.made[1]['id']}"


@pytest.mark.parametrize("kind", KINDS)
def test_scripts_pass_eslint_and_are_small(kind, packages, tmp_path):
    scripts = written(kind)
    assert tuple(scripts.sources) == NAMES
    assert max(len(line) for source in scripts.sources.values() for line in source.splitlines()) <= 112
    lint(scripts, tmp_path.name)
    assert Scripts.read(scripts.write(tmp_path / "scripts")) == scripts


def test_a_script_that_knows_every_form_of_hash_passes_too(packages, tmp_path):
    lint(written("sqlserver", forms=list(BY_NAME)), tmp_path.name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_script_that_knows_every_form_of_hash_leaves_room_for_the_mapping(kind):
    sizes = [len(source.encode()) for source in written(kind, forms=list(BY_NAME)).sources.values()]
    assert max(sizes) < 100_000 < MAX_BYTES


def lint(scripts, name):
    folder = CACHE / "linted" / f"{name}-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        for script, source in scripts.sources.items():
            assert len(source.encode()) < MAX_BYTES
            heads = [
                line for line in source.splitlines() if line.startswith(("function ", "async function "))
            ]
            assert len(heads) == 1
            called = heads[0].split()[1].partition("(")[0]
            (folder / f"{script}.js").write_text(f"{source}\nmodule.exports = {called};\n")
        (folder / "eslint.config.js").write_text(ESLINT)
        done = subprocess.run(
            ["node", CACHE / "node_modules" / "eslint" / "bin" / "eslint.js", "--max-warnings=0", "."],
            cwd=folder, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    finally:
        shutil.rmtree(folder)


ESLINT = """
const js = require('@eslint/js');
const given = [
  'configuration', 'require', 'global', 'Buffer', 'URL', 'URLSearchParams', 'setTimeout', 'clearTimeout', 'setImmediate', 'module',
  'ValidationError', 'WrongUsernameOrPasswordError', 'UnauthorizedError'
];
const globals = Object.fromEntries(given.map((name) => [name, 'readonly']));
module.exports = [
  js.configs.recommended,
  { languageOptions: { sourceType: 'commonjs', ecmaVersion: 2022, globals } }
];
"""


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
@pytest.mark.parametrize(("steps", "indexed"), [((), "lower(email)"), (("trim",), "lower(trim(email))")])
def test_the_index_that_is_spoken_of_is_that_of_the_query(kind, steps, indexed):
    mapping = MAPPING.change("email", transforms=steps)
    source = write_scripts(mapping, store(kind), connection=CONNECTION, forms=["bcrypt"]).sources["login"]
    assert f"({indexed})" in source.partition("\nfunction")[0]
    assert f" {indexed} " in source.lower().replace('"email"', "email").replace("`email`", "email")


def test_names_of_columns_are_quoted():
    wicked = "e\"m`a]i'l\\"
    mapping = Mapping(
        (ColumnRule("id", "user_id"), ColumnRule(wicked, "email"), ColumnRule("h", "custom_password_hash"))
    )
    for kind, quoted in (
        ("postgresql", '"e""m`a]i\'l\\"'),
        ("mysql", "`e\"m``a]i'l\\`"),
        ("sqlserver", "[e\"m`a]]i'l\\]"),
    ):
        made = write_scripts(
            mapping,
            Store(kind, "t", ("id", wicked, "h"), "id", wicked, (wicked,)),
            connection="c",
            forms=["bcrypt"],
        )
        found = call_scripts(
            "function all() {" + made.sources["login"].partition("{")[2].partition("const FIND")[0]
            + "const FIND" + made.sources["login"].partition("const FIND")[2].partition("join('\\n');")[0]
            + "join('\\n');\nreturn [FIND, EMAIL, LOGINS, MOST];\n}", [[]], style="value",
        )  # fmt: skip
        query, email, *_ = found[0].result
        assert email == wicked
        assert query.count(quoted) >= 2


def test_what_cannot_be_done_is_said():
    plain = MAPPING.change("confirmed", target=None, transforms=())
    made = write_scripts(plain, store("postgresql"), connection=CONNECTION, forms=["ldap_sasl"])
    assert {"verify", "create, change_password"} <= {each.what for each in made.left_out}
    for name, args in (
        ("verify", ["a@example.com"]),
        ("create", [{}]),
        ("change_password", ["a@example.com", "x"]),
    ):
        (answer,) = call_scripts(made.sources[name], [args])
        assert (answer.error, answer.calls) == ("Error", 1)
        assert "cannot do this" in answer.message
    with pytest.raises(DecisionError, match="no column becomes `custom_password_hash`"):
        write_scripts(MAPPING.change("hash", target=None), store("mysql"), connection=CONNECTION, forms=[])
    fewer = Store("mysql", "people", ("id", "email", "hash"), "id", "email", ("email",))
    with pytest.raises(DecisionError, match="no column `username`"):
        write_scripts(MAPPING, fewer, connection=CONNECTION, forms=[])


def test_a_proof_needs_its_settings_and_twins(legacy, packages):
    keys = answer_key(legacy.made)
    none = bulk_twins(legacy.frame, namespaced(MAPPING, CONNECTION)).head(0)
    with pytest.raises(DecisionError, match=r"the scripts need (DATABASE|SERVICE)_URL"):
        prove_scripts(legacy.scripts, keys, none, configuration={}, packages=packages)
    with pytest.raises(DecisionError, match="rows have no twin"):
        prove_scripts(legacy.scripts, keys, none, configuration=legacy.configuration, packages=packages)


KINDS_OF_VALUES = {
    "postgresql": (
        ("CREATE TABLE kinds (id uuid PRIMARY KEY, email text, hash text, code char(6), ok boolean, meta jsonb, salt bytea, "
        "tags text[], seen timestamptz, score numeric(12, 4), ratio float8, gone interval)"),
        ("INSERT INTO kinds VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'zoë@example.com', 'x', '007', true, "
        "'{\"a\": [1.10, null]}', '\\x00ff0a', '{a,\"b c\",NULL}', '2020-01-01 00:30:00.5+02', 1.1, 0.1::float4, '1 day 2 hours')"),
    ),
    "mysql": (
        ("CREATE TABLE kinds (id binary(16) PRIMARY KEY, email varchar(100), hash text, code char(6), ok boolean, meta json, "
        "salt varbinary(9), picture blob, seen timestamp(3) NULL, day date, score decimal(12, 4), ratio float, kind "
        "enum('a', 'it''s'), flag bit(9), huge bigint unsigned)"),
        ("INSERT INTO kinds VALUES (x'00ff0a5c27', 'zoë@example.com', 'x', '007', true, '{\"a\": [1.10, null]}', x'e900', "
        "x'ff', '2020-07-01 00:30:00.5', '2020-02-29', 1.1, 0.1, 'it''s', b'101', 18446744073709551615)"),
    ),
}  # fmt: skip


def test_every_kind_of_value_is_the_text_that_the_dump_has(legacy, packages):
    if legacy.run is None:
        pytest.skip("a web service has JSON's kinds alone")
    legacy.run(*KINDS_OF_VALUES[legacy.store.kind])
    try:
        dump = read_dump(legacy.configuration["DATABASE_URL"], table="kinds")
        targets = {"id": "user_id", "email": "email", "hash": "custom_password_hash"}
        rules = (ColumnRule(name, targets.get(name, f"app_metadata.{name}")) for name in dump.columns)
        mapping = Mapping(tuple(rules))
        seen = Store(legacy.store.kind, "kinds", tuple(dump.columns), "id", "email", ("email",))
        made = write_scripts(mapping, seen, connection=CONNECTION, forms=["bcrypt"])
        (answer,) = call_scripts(
            made.sources["get_user"],
            [("Zoë@example.com",)],
            configuration=legacy.configuration,
            packages=packages,
        )
        twin = bulk_twins(dump.frame, namespaced(mapping, CONNECTION)).collect()["profile"][0]
        assert list_differences(json.loads(twin), answer.result) == []
        assert len(answer.result["app_metadata"]) == len(dump.columns) - 3
    finally:
        legacy.run("DROP TABLE kinds")
