"""Auth0's own exports come back value for value; the embedded tenant writes the export files.

Auth0's support writes the password hash export and no software here does: its sample is of the documented form.
"""

import gzip
import json
import time

import pytest
import requests

from userferry.dumps import read_dump
from userferry.tenant import LocalTenant

BOUND_SECONDS = 20
USERS = [
    {
        "email": "ann@example.com", "user_id": "1", "given_name": "'Ann \"A\", x", "blocked": False, "name": "0042",
        "user_metadata": {"consent": {"date": "2020-01-01"}, "n": 12, "tags": ["a", "b"], "empty": ""},
    },
    {"email": "bob@example.com", "user_id": "2", "name": "true", "app_metadata": {"plan": "pro"}},
]  # fmt: skip
HASHES = """\
{"_id":{"$oid":"60425dc43519d90068f82973"},"email_verified":false,"email":"ann@example.com","passwordHash":"$2b$10$Z6hUTEEeoJXN5/AmSm/4.eZ75RYgFVriQM9LPhNEC7kbAbS/VAaJ2","password_set_date":{"$date":"2021-03-05T16:35:16.775Z"},"tenant":"dev","connection":"db","_tmp_is_unique":true}
{"_id":{"$oid":"60425da93519d90068f82966"},"identifiers":[{"type":"email","value":"bob@example.com","verified":true}],"passwordHash":"$2b$10$CSZ2JarG4XYbGa.JkfpqnO2wrlbfp5eb5LScHSGo9XGeZ.a.Ic54S","alt_id":"b-2","tenant":"dev","connection":"db"}
"""


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """Give a function that exports the users from a tenant and gives the file's bytes."""
    folder = tmp_path_factory.mktemp("tenant")
    with LocalTenant(folder, password_rounds=4) as tenant:
        grant = {
            "grant_type": "client_credentials",
            "client_id": tenant.client_id,
            "client_secret": tenant.client_secret,
            "audience": tenant.audience,
        }
        token = requests.post(f"{tenant.url}/oauth/token", json=grant, timeout=BOUND_SECONDS).json()[
            "access_token"
        ]
        http = requests.Session()
        http.headers["Authorization"] = f"Bearer {token}"

        def ended(answer):
            assert answer.ok, answer.text
            until = time.monotonic() + BOUND_SECONDS
            url = f"{tenant.url}/api/v2/jobs/{answer.json()['id']}"
            while (job := http.get(url, timeout=BOUND_SECONDS).json())["status"] == "pending":
                assert time.monotonic() < until
            return job

        files = {"users": ("users.json", json.dumps(USERS).encode(), "application/json")}
        form = {"connection_id": tenant.connection_id}
        imports = f"{tenant.url}/api/v2/jobs/users-imports"
        ended(http.post(imports, data=form, files=files, timeout=BOUND_SECONDS))

        def export(**request):
            exports = f"{tenant.url}/api/v2/jobs/users-exports"
            job = ended(http.post(exports, json=request, timeout=BOUND_SECONDS))
            return requests.get(job["location"], timeout=BOUND_SECONDS).content

        yield export


def by_email(dump):
    rows = dump.frame.drop("__row").collect().sort("email").rows(named=True)
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def test_a_json_export_comes_back_packed_as_it_is(tmp_path, export):
    path = tmp_path / "tenant.json.gz"
    path.write_bytes(export())
    dump = read_dump(path)
    assert dump.layout == "Auth0 export"
    assert dump.kept == 2
    ann, bob = by_email(dump)
    raw = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    raw = sorted(raw, key=lambda user: user["email"])
    assert ann["user_metadata.consent.date"] == "2020-01-01"
    assert ann["user_metadata.n"] == "12"
    assert ann["user_metadata.tags"] == '["a","b"]'
    assert ann["user_metadata.empty"] == ""
    assert ann["given_name"] == '\'Ann "A", x'
    assert bob["app_metadata.plan"] == "pro"
    assert json.loads(bob["identities"]) == raw[1]["identities"]
    for read, written in zip((ann, bob), raw, strict=True):
        texts = {name: value for name, value in written.items() if isinstance(value, str)}
        assert {name: read[name] for name in texts} == texts


def test_the_apostrophes_of_a_csv_are_undone_exactly(tmp_path, export):
    names = ("email", "given_name", "name", "blocked", "created_at", "user_metadata.n", "user_metadata.empty")
    path = tmp_path / "tenant.csv"
    path.write_bytes(gzip.decompress(export(format="csv", fields=[{"name": name} for name in names])))
    dump = read_dump(path)
    assert dump.layout == "Auth0 export"
    ann, bob = by_email(dump)
    created = ann.pop("created_at")
    assert created.endswith("Z")
    assert ann == {
        "email": "ann@example.com", "given_name": "'Ann \"A\", x", "name": "0042", "blocked": "false",
        "user_metadata.n": "12", "user_metadata.empty": "",
    }  # fmt: skip
    assert (bob["name"], "given_name" in bob, "user_metadata.empty" in bob) == ("true", False, False)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ('"email","name"', '"ann@example.com","\'t Hooft"'),
        ('"quote"', '"\'"'),
        ('"a","b"', '"\'x","\'y"'),
        ('"name"', '"\'t Hooft"'),
    ],
)
def test_apostrophes_of_others_stay(tmp_path, header, line):
    path = tmp_path / "users.csv"
    path.write_text(f"{header}\n{line}\n")
    dump = read_dump(path)
    assert dump.layout == ""
    assert dump.frame.collect().row(0)[-1].startswith("'")


def test_the_password_hash_export_is_known_by_its_ids(tmp_path):
    path = tmp_path / "users.json"
    path.write_text(HASHES)
    dump = read_dump(path)
    assert dump.layout == "Auth0 password hash export"
    frame = dump.frame.collect()
    assert frame["_id.$oid"].to_list() == ["60425dc43519d90068f82973", "60425da93519d90068f82966"]
    assert frame["alt_id"].to_list() == [None, "b-2"]
    assert frame["passwordHash"].str.head(7).to_list() == ["$2b$10$", "$2b$10$"]
    assert frame["password_set_date.$date"][0] == "2021-03-05T16:35:16.775Z"
    assert json.loads(frame["identifiers"][1])[0]["value"] == "bob@example.com"
    assert frame["email_verified"].to_list() == ["false", None]
