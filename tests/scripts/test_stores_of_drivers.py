"""SQL Server and MongoDB by stand-ins of their drivers: no server of theirs runs here, so what can be seen is what is asked.

A stand-in keeps the module's calls in a file and answers from rows that the test gives; real are the script, Node, and
MongoDB's own Extended JSON.
"""

import json
import shutil

import pytest
from tests.scripts.conftest import store
from tests.scripts.legacy import COLUMNS, CONNECTION, MAKERS, MAPPING, people

from userferry.scripts import Store, call_scripts
from userferry.scripts.writing import write_scripts

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

WRONG = "WrongUsernameOrPasswordError"
URL = "Server=db,1433;Database=legacy;User Id=ferry;Password=s3cret"

MSSQL = """
const fs = require('fs');
const path = require('path');
const told = (call) => fs.appendFileSync(path.join(__dirname, 'calls.ndjson'), `${JSON.stringify(call)}\\n`);
class Request {
  constructor() { this.values = {}; }
  input(name, type, value) { this.values[name] = [type, value]; return this; }
  async query(sql) {
    told({ query: sql, values: this.values });
    const values = Object.values(this.values).map((pair) => pair[1]);
    if (!sql.startsWith('SELECT')) {
      if (sql.startsWith('INSERT')) throw Object.assign(new Error('duplicate'), { number: 2627, code: 'EREQUEST' });
      return { rowsAffected: [1] };
    }
    const rows = JSON.parse(fs.readFileSync(path.join(__dirname, 'rows.json')), (key, value) =>
      key === 'confirmed' && value ? new Date(value) : value);
    const isMeant = (row) => values.includes(row.email.toLowerCase()) || values.includes(row.username);
    return { recordset: rows.filter(isMeant), rowsAffected: [1] };
  }
}
class ConnectionPool {
  static parseConnectionString(text) { return { server: text.split(';')[0] }; }
  constructor(config) { told({ config }); }
  on(name) { told({ on: name }); }
  async connect() { told({ connect: true }); return this; }
  request() { return new Request(); }
}
module.exports = { ConnectionPool, NVarChar: (length) => `NVarChar(${length})`, MAX: 'max' };
"""

MONGODB = """
const fs = require('fs');
const path = require('path');
const { BSON, ObjectId } = require(REAL);
const told = (call) => fs.appendFileSync(path.join(__dirname, 'calls.ndjson'), `${BSON.EJSON.stringify(call)}\\n`);
const documents = BSON.EJSON.parse(fs.readFileSync(path.join(__dirname, 'rows.json'), 'utf8'), { relaxed: false });
const has = (document, field, wanted) => wanted.some((one) => String(one).toLowerCase() ===
  String(field.split('.').reduce((inner, key) => inner && inner[key], document)).toLowerCase());
const fits = (document, filter) => Object.entries(filter).some(([name, said]) =>
  name === '$or' ? said.some((inner) => fits(document, inner)) : has(document, name, said.$in || [said]));
const collection = (name) => ({
  find(filter, options) {
    told({ find: name, filter, options });
    const cursor = { toArray: async () => documents.filter((document) => fits(document, filter)) };
    for (const step of ['collation', 'sort', 'limit']) cursor[step] = (said) => { told({ [step]: said }); return cursor; };
    return cursor;
  },
  async updateOne(filter, change, options) {
    told({ updateOne: name, filter, change, options });
    const found = documents.find((document) => fits(document, filter));
    if (found) for (const [field, value] of Object.entries(change.$set)) {
      const inner = field.split('.').slice(0, -1).reduce((at, key) => at[key], found);
      inner[field.split('.').pop()] = value;
    }
    return { matchedCount: found ? 1 : 0 };
  },
  async deleteOne(filter) { told({ deleteOne: name, filter }); return { deletedCount: 1 }; }
});
class MongoClient {
  constructor(address, options) { told({ options }); }
  async connect() { told({ connect: true }); return this; }
  db() { return { collection }; }
}
module.exports = { BSON, ObjectId, MongoClient };
"""


def stand_in(folder, module, source, rows, real=None):
    home = folder / "node_modules" / module
    home.mkdir(parents=True)
    for package in ("bcrypt",):
        if real:
            (folder / "node_modules" / package).symlink_to(real / "node_modules" / package)
            (folder / "node_modules" / "node-gyp-build").symlink_to(real / "node_modules" / "node-gyp-build")
    (home / "index.js").write_text(
        source.replace("REAL", repr(str(real / "node_modules" / module)) if real else "''")
    )
    (home / "rows.json").write_text(json.dumps(rows))
    return home


def calls_of(home):
    return [json.loads(line) for line in (home / "calls.ndjson").read_text().splitlines()]


@pytest.fixture
def made():
    return [one for one in people(40) if one["active"]]


def test_sql_server_is_asked_with_parameters_by_one_pool(tmp_path, packages, made):
    rows = [
        {name: one[name] for name in COLUMNS} | {"id": str(one["id"]), "score": float(one["score"])}
        for one in made
    ]
    rows = [
        row | {"confirmed": row["confirmed"] and row["confirmed"].replace(" ", "T") + "Z"} for row in rows
    ]
    home = stand_in(tmp_path, "mssql", MSSQL, rows, packages)
    scripts = write_scripts(
        MAPPING, store("sqlserver", "dbo.people"), connection=CONNECTION, forms=list(MAKERS)
    )
    given = {"configuration": {"DATABASE_URL": URL}, "packages": tmp_path}
    typed = [(one["email"], one["password"]) for one in made] + [
        ("'; DROP TABLE people; --", "x"),
        ("a\0", "x"),
    ]
    answers = call_scripts(scripts.sources["login"], typed, **given)
    assert [answer.error for answer in answers] == [None] * len(made) + [WRONG] * 2
    first, second = answers[0].result, answers[1].result
    assert (first["user_id"], first["blocked"]) == (f"{CONNECTION}|{made[0]['id']}", False)
    assert (first.get("email_verified"), second["email_verified"]) == (made[0]["confirmed"] is not None, True)
    calls = calls_of(home)
    assert [call for call in calls if "config" in call] == [
        {"config": {"server": "Server=db,1433", "connectionTimeout": 4000, "requestTimeout": 5000}}
    ]
    asked = [call for call in calls if "query" in call]
    assert len({call["query"] for call in asked}) == 1
    assert len(asked) == len(made) + 1
    assert asked[0]["values"] == {
        "p1": ["NVarChar(max)", made[0]["email"]], "p2": ["NVarChar(max)", made[0]["email"].lower()],
        "p3": ["NVarChar(max)", made[0]["email"]],
    }  # fmt: skip
    query = asked[0]["query"]
    assert query.startswith("SELECT TOP (21)\n  [id],\n")
    assert "FROM [dbo].[people]\nWHERE LOWER(TRIM([email])) IN (LOWER(TRIM(@p1)), @p2)" in query
    assert query.endswith("ORDER BY [dbo].[people].[id]")
    changed = call_scripts(scripts.sources["change_password"], [(made[3]["email"], "new")], **given)
    assert changed[0].result is True
    update = calls_of(home)[-1]
    assert update["query"] == "UPDATE [dbo].[people] SET [hash] = @p1 WHERE [id] = @p2"
    assert update["values"]["p2"][1] == str(made[3]["id"])
    new = {"email": "new@example.com", "username": "new", "password": "x"}
    (refused,) = call_scripts(scripts.sources["create"], [(new,)], **given)
    assert (refused.error, refused.code) == ("ValidationError", "user_exists")
    assert (
        calls_of(home)[-1]["query"]
        == "INSERT INTO [dbo].[people] ([hash], [email], [username]) VALUES (@p1, @p2, @p3)"
    )


def test_mongodb_is_asked_for_documents_and_gives_what_mongoexport_writes(tmp_path, packages, made):
    columns = (
        "_id.$oid",
        "email",
        "username",
        "hash",
        "active",
        "confirmed.$date",
        "profile.city",
        "score",
        "note",
        "fullname",
        "totp",
        "phone",
    )
    names = dict(zip(COLUMNS, columns, strict=True))
    mapping = type(MAPPING)(
        tuple(rule.__class__(names[rule.column], rule.target, rule.transforms) for rule in MAPPING.rules)
    )
    mapping = mapping.change("score", target="app_metadata.score", transforms=())
    documents = [
        {
            "_id": {"$oid": f"{place:024x}"}, "email": one["email"], "username": one["username"], "hash": one["hash"],
            "active": True, "confirmed": {"$date": "2020-01-31T12:00:00.120Z"} if one["confirmed"] else None,
            "profile": {"city": one["city"]}, "score": {"$numberLong": str(2**60 + place)}, "note": one["note"],
        }
        for place, one in enumerate(made)
    ]  # fmt: skip
    home = stand_in(tmp_path, "mongodb", MONGODB, documents, packages)
    seen = Store("mongodb", "people", columns, "_id.$oid", "email", ("email", "username"))
    scripts = write_scripts(mapping, seen, connection=CONNECTION, forms=list(MAKERS))
    given = {"configuration": {"DATABASE_URL": "mongodb://db/legacy"}, "packages": tmp_path}
    typed = [(one["email"].upper(), one["password"]) for one in made] + [
        ('{"$gt": ""}', "x"),
        ({"$gt": ""}, "x"),
    ]
    answers = call_scripts(scripts.sources["login"], typed, **given)
    assert [answer.error for answer in answers] == [None] * len(made) + [WRONG] * 2
    assert answers[5].result["user_id"] == f"{CONNECTION}|{5:024x}"
    assert answers[5].result["app_metadata"]["score"] == str(2**60 + 5)
    assert answers[1].result["email_verified"] is True
    assert answers[1].result["user_metadata"] == {"city": made[1]["city"]} if made[1]["city"] else True
    calls = calls_of(home)
    assert sum("connect" in call for call in calls) == 1
    first = next(call for call in calls if "find" in call)
    wanted = made[0]["email"].upper()
    assert first["filter"] == {"$or": [{"email": {"$in": [wanted]}}, {"username": {"$in": [wanted]}}]}
    assert {"collation": {"locale": "en", "strength": 2}} in calls
    assert {"sort": {"_id": 1}} in calls
    assert {"limit": 21} in calls
    last = [call for call in calls if "find" in call][-1]
    assert last["filter"]["$or"][0] == {"email": {"$in": ["[object Object]"]}}
    (changed,) = call_scripts(scripts.sources["change_password"], [(made[3]["email"], "new")], **given)
    assert changed.result is True
    update = calls_of(home)[-1]
    assert update["filter"] == {"_id": {"$oid": f"{3:024x}"}}
    assert list(update["change"]["$set"]) == ["hash"]
    (gone,) = call_scripts(scripts.sources["delete"], [(f"{CONNECTION}|{4:024x}",)], **given)
    assert gone.error is None
    assert calls_of(home)[-1] == {"deleteOne": "people", "filter": {"_id": {"$oid": f"{4:024x}"}}}


@pytest.mark.parametrize("kind", ["sqlserver", "mongodb"])
def test_their_real_drivers_say_an_error_where_nothing_listens(kind, packages):
    scripts = write_scripts(MAPPING, store(kind), connection=CONNECTION, forms=list(MAKERS))
    nowhere = {
        "sqlserver": "Server=127.0.0.1,1;Database=x;User Id=u;Password=s3cret",
        "mongodb": "mongodb://127.0.0.1:1/x",
    }
    (answer,) = call_scripts(
        scripts.sources["login"],
        [("a@example.com", "x")],
        configuration={"DATABASE_URL": nowhere[kind]},
        packages=packages,
    )
    assert (answer.error, answer.calls) == ("Error", 1)
    assert answer.message.startswith("The legacy store cannot answer (")
    assert "s3cret" not in answer.message
