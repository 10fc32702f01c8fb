"""Every user of a tenant, read back by somebody else's reader out of each format.

5,000 users by default, as many as `USERFERRY_GENERATED` says otherwise.
"""

import csv
import json
import os
from dataclasses import replace

import openpyxl
import polars as pl
import pytest
from tests.exports.expressions import make_users

from userferry.api import Session, get_connection
from userferry.exports import DEFAULT_FIELDS, Column, Columns, Exported, ask_users, export_users
from userferry.targets import Target
from userferry.tenant import LocalTenant

COUNT = max(5_000, int(os.environ.get("USERFERRY_GENERATED", "0")))
pytestmark = pytest.mark.timeout(max(300, COUNT // 50))

META = "user_metadata"
# Each expression, and what it says told a second time.
EXPRESSIONS = {
    "Who": (
        "user.user_metadata && user.user_metadata.name || user.name",
        lambda user: user.get(META, {}).get("name") or user["name"],
    ),
    "Verified": ("user.email_verified ? 1 : 0", lambda user: 1 if user["email_verified"] else 0),
    "Plan": ("(user.user_metadata || {}).plan", lambda user: user.get(META, {}).get("plan")),
    "Domain": ("user.email.split('@')[1]", lambda user: user["email"].split("@")[1]),
    "Logins": ("(user.logins_count || 0) * 2", lambda user: user.get("logins_count", 0) * 2),
}
SORT = "Domain"


@pytest.fixture(scope="module")
def tenant(tmp_path_factory):
    """A tenant that holds them all."""
    users = make_users(COUNT)
    for user in users:
        user["email"] = user["email"].lower()
        user["identities"][0]["connection"] = "Username-Password-Authentication"
    path = tmp_path_factory.mktemp("users") / "users.ndjson"
    path.write_text("".join(json.dumps(user) + "\n" for user in users))
    with LocalTenant(job_seconds=0.0) as running:
        assert running.prime(options={}, users=path) == COUNT
        yield running, users


@pytest.fixture(scope="module")
def asked(tenant, tmp_path_factory):
    running, _ = tenant
    session = Session(running.url, client_id=running.client_id, client_secret=running.client_secret)
    connection = get_connection(session, running.connection_id)
    reached = Target(running.url, session, connection, running.client_id, running.client_secret)
    return ask_users(reached, Columns(), tmp_path_factory.mktemp("asked"), poll_seconds=0.05)


def wanted(**changed):
    named = (Column(label, expression=text) for label, (text, _) in EXPRESSIONS.items())
    return replace(Columns(columns=(*Columns().columns, *named), sort=SORT), **changed)


def value_of(user, path):
    return user["identities"][0]["connection"] if path == "identities[0].connection" else user.get(path)


@pytest.fixture(scope="module")
def meant(tenant):
    """What each row must say, worked out from the users that went into the tenant."""
    rows = [
        {label: value_of(user, path) for label, path in DEFAULT_FIELDS.items()}
        | {label: work(user) for label, (_, work) in EXPRESSIONS.items()}
        for user in tenant[1]
    ]
    return sorted(rows, key=lambda row: row[SORT])


def text(value):
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value)


def texts(rows):
    return [{name: text(value) for name, value in row.items()} for row in rows]


def test_everybody_came(asked, tenant):
    assert (asked.users, asked.said, asked.way) == (COUNT, COUNT, "export")


def without_times(rows):
    """The tenant's own time of change is not what was brought; it is a time, and is there."""
    for row in rows:
        assert row.pop("Updated At")
    return rows


@pytest.fixture
def made(asked, tmp_path):
    def make(**changed):
        done = export_users(asked, wanted(**changed), tmp_path)
        assert done.users == COUNT
        assert not done.wrong
        assert Exported.read(tmp_path) == done
        assert (tmp_path / done.file).stat().st_mode & 0o777 == 0o600
        return tmp_path / done.file

    return make


@pytest.fixture
def expected(meant):
    return [{name: value for name, value in row.items() if name != "Updated At"} for row in meant]


def test_json(made, expected):
    assert without_times(json.loads(made(format="json").read_text())) == expected


def test_ndjson(made, expected):
    lines = made(format="ndjson").read_text().split("\n")
    assert lines.pop() == ""
    assert without_times([json.loads(line) for line in lines]) == expected


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: cell or None for name, cell in row.items()} for row in csv.DictReader(file, strict=True)
        ]


def test_csv_without_escapes_is_the_source(made, expected):
    path = made(format="csv", escape_formulas=False)
    assert path.read_bytes().count(b"\r\n") >= COUNT + 1
    found = [{name: cell or None for name, cell in row.items()} for row in texts(expected)]
    assert without_times(read_csv(path)) == found
    again = pl.read_csv(path, infer_schema=False)
    assert again.height == COUNT
    assert again["Who"].to_list() == [row["Who"] for row in expected]


def test_a_csv_with_escapes_holds_no_formula_and_nothing_else_differs(made, expected):
    found = without_times(read_csv(made(format="csv")))
    planted = 0
    for row, source in zip(found, texts(expected), strict=True):
        for name, cell in row.items():
            if cell and cell[0] == "'":
                assert cell[1] in "=+-@\t\r\n"
                assert cell[1:] == source[name]
                planted += 1
            else:
                assert cell == (source[name] or None)
                assert not cell or cell[0] not in "=+-@\t\r\n"
    assert planted > COUNT / 10


def test_parquet(made, expected):
    frame = pl.read_parquet(made(format="parquet"))
    assert frame.schema["Email Verified"] == pl.Boolean
    assert frame.schema["Logins"] == pl.Int64
    assert frame.schema["Plan"] == pl.String
    found = without_times(frame.to_dicts())
    assert found == [row | {"Plan": text(row["Plan"])} for row in expected]


def test_excel(made, expected):
    book = openpyxl.load_workbook(made(format="xlsx"), read_only=True)
    rows = book["users"].iter_rows(values_only=True)
    heads = next(rows)
    found = without_times([dict(zip(heads, row, strict=True)) for row in rows])
    assert found == [row | {"Plan": text(row["Plan"])} for row in expected]


@pytest.mark.parametrize(
    ("sort", "key"), [("Logins", "Logins"), ("logins_count", "logins_count"), ("Name", "Name")]
)
def test_it_sorts_up_and_down_and_who_has_nothing_comes_last(asked, tenant, tmp_path, sort, key):
    for sign in ("", "-"):
        done = export_users(asked, wanted(format="ndjson", sort=sign + sort), tmp_path)
        ids = [json.loads(line)["Id"] for line in (tmp_path / done.file).read_text().splitlines()]
        names = {"Logins": EXPRESSIONS["Logins"][1], "Name": lambda user: user["name"]}
        value = names.get(key, lambda user: user.get("logins_count"))
        there = [user for user in tenant[1] if value(user) is not None]
        ordered = sorted(there, key=value, reverse=False)
        if sign:  # ties stay as they came
            ordered = sorted(ordered, key=value, reverse=True)
        rest = [user for user in tenant[1] if value(user) is None]
        assert ids == [user["user_id"] for user in [*ordered, *rest]]
