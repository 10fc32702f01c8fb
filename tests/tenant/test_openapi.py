"""Requests made out of Auth0's own OpenAPI document, right and wrong: no 500, and no answer that it does not have.

600 of them by default, as many as `USERFERRY_GENERATED` says otherwise; the same ones for the same number.
"""

import json
import os
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest

from userferry.tenant.routes import ENDPOINTS, V2

COUNT = int(os.environ.get("USERFERRY_GENERATED", "600"))
ENOUGH = 5_000  # from here on every operation must also have succeeded
WORLD_LASTS = 200
# A real tenant answers 404 to `GET /organizations/{id}` (recorded by auth0/terraform-provider-auth0), for which the
# document lists no 404: its lists of statuses are not whole.
MISSING = "the document lists no 404, and an id of the path that nobody has needs an answer"
MALFORMED = "the document lists no 400, and a request that breaks its own schema needs an answer"
NO_400 = ["DELETE /users/{id}/roles", "GET /users/{id}/organizations", "GET /users/{id}/roles"]
NO_404 = [
    *NO_400, "POST /users/{id}/roles", "POST /users/{id}/permissions", "DELETE /users/{id}/permissions",
    "PATCH /roles/{id}", "GET /organizations/{id}", "PATCH /organizations/{id}", "GET /organizations/{id}/members",
    "POST /organizations/{id}/members", "DELETE /organizations/{id}/members",
]  # fmt: skip
UNDOCUMENTED = {
    **{(one, 400): MALFORMED for one in NO_400},
    **{(one, 404): MISSING for one in NO_404},
}
JUNK = [
    "",
    " ",
    "0",
    "-1",
    "null",
    "é\u0000",
    "a" * 300,
    "auth0|",
    "*",
    "'\"%_",
    "9" * 400,
    "../x",
    "true",
    "x:1",
]
ODD = [
    None,
    True,
    0,
    -1,
    2**63,
    1.5,
    "",
    "x",
    "é\u0000\U0001f600",
    "a" * 400,
    [],
    {},
    [None],
    {"a": {"b": [1]}},
]


@dataclass
class Operation:
    """One operation of the document that the tenant serves."""

    method: str
    path: str
    body: dict[str, Any] | None
    query: list[dict[str, Any]]
    responses: dict[str, Any]


class Document:
    """The shared document, with its references followed."""

    def __init__(self, folder):
        self.whole = json.loads((folder / "auth0" / "management-api.openapi.json").read_text())
        served = {(one.method, one.path.removeprefix(V2)) for one in ENDPOINTS if one.path.startswith(V2)}
        self.operations = [
            self.operation(method.upper(), path, said)
            for path, operations in self.whole["paths"].items()
            for method, said in operations.items()
            if (method.upper(), path) in served
        ]
        # Shapes of pages have no required members, so that one body may be of two of them: any will do.
        loose = json.loads(json.dumps(self.whole["components"]).replace('"oneOf"', '"anyOf"'))
        self.components = {"components": loose}
        self.validators: dict[tuple[str, str, str], Any] = {}

    def operation(self, method, path, said):
        bodies = said.get("requestBody", {}).get("content", {})
        body = next((one["schema"] for kind, one in bodies.items() if "urlencoded" not in kind), None)
        query = [one for one in said.get("parameters", []) if one["in"] == "query"]
        return Operation(method, path, body, query, said["responses"])

    def follow(self, schema):
        while "$ref" in schema:
            schema = self.whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    def complaints(self, schema, body, key):
        """Give what a schema of the document has against a body; the key is that of its validator."""
        if key not in self.validators:
            loose = json.loads(json.dumps(schema).replace('"oneOf"', '"anyOf"'))
            checker = jsonschema.FormatChecker(["email", "date-time"])
            kind = jsonschema.Draft202012Validator
            self.validators[key] = kind({**loose, **self.components}, format_checker=checker)
        return list(self.validators[key].iter_errors(body))

    def against_answer(self, operation, status, body):
        """Say what the document has against an answer's body."""
        content = operation.responses.get(str(status), {}).get("content", {})
        if "application/json" not in content:
            return None
        key = (operation.method, operation.path, str(status))
        found = self.complaints(content["application/json"]["schema"], body, key)
        return jsonschema.exceptions.best_match(found).message[:300] if found else None

    def against_query(self, operation, pairs):
        """Say what the document has against a query string."""
        schemas = {one["name"]: self.follow(one["schema"]) for one in operation.query}
        for name, text in pairs:
            schema = self.follow(schemas[name].get("items", schemas[name]))
            value = {"true": True, "false": False}.get(text, text) if schema["type"] == "boolean" else text
            if schema["type"] == "integer" and re.fullmatch(r"-?[0-9]+", text):
                value = int(text)
            if self.complaints(schema, value, (operation.path, name, text)):
                return f"the query has {name}={text[:40]!r}"
        return None

    def against_request(self, operation, sent):
        """Say what the document has against a JSON body; a connection's options are taken as they come."""
        if operation.body is None or "headers" not in sent:
            return None
        key = (operation.method, operation.path, "body")
        found = self.complaints(operation.body, json.loads(sent["data"]), key)
        found = [one.message[:300] for one in found if "options" not in one.absolute_path]
        return found[0] if found else None


class World:
    """What is there to be asked about."""

    def __init__(self, caller, dice):
        self.caller, self.dice = caller, dice
        caller.call("POST", "/_tenant/reset")
        own = caller.tenant.connection
        people = [{"email": f"u{n}@example.com", "user_id": f"u{n}", "name": f"U {n}"} for n in range(12)]
        people[0]["mfa_factors"] = [{"totp": {"secret": "JBSWY3DP"}}, {"email": {"value": "a@example.com"}}]
        people[1]["mfa_factors"] = [{"phone": {"value": "+491"}}]
        bodies = [{"email": "bad"}, *people]
        jobs = [caller.bring(bodies)[0]["id"], caller.bring(b"{}")[0]["id"], caller.export()["id"]]
        sms = caller.tenant.add_connection("texts", strategy="sms")
        second = caller.tenant.add_connection("second")
        roles = [caller.call("POST", "/roles", json={"name": n}).json()["id"] for n in "abc"]
        made = [caller.call("POST", "/organizations", json={"name": n}).json()["id"] for n in "abc"]
        users = [f"auth0|u{n}" for n in range(12)]
        caller.call("POST", f"/organizations/{made[0]}/members", json={"members": users[:4]})
        caller.call("POST", f"/users/{quote(users[0])}/roles", json={"roles": roles})
        api = {"resource_server_identifier": "https://api", "permission_name": "read"}
        caller.call("POST", f"/users/{quote(users[0])}/permissions", json={"permissions": [api]})
        self.ids = {"users": users, "roles": roles, "organizations": made, "jobs": jobs}
        self.ids["connections"] = [caller.tenant.connection_id, second, second, sms]
        self.ids["clients"] = [caller.client_id]
        self.words = {
            "connection": [own, "second", "texts"],
            "email": [f"u{n}@example.com" for n in range(12)],
            "name": ["a", "second", "fresh"],
            "search": ["type:sui", 'user_id:"auth0|u1"'],
            "q": [
                "email:u*",
                'name:"U 1"',
                "_exists_:username",
                "(a",
                "email:[a TO b]",
                "a:(b OR -c)",
                "NOT NOT a:b",
                "a:" + "(" * 60 + "b" + ")" * 60,
                "+a:b -c:d",
                "a:b~2",
                "user_metadata.x:[1 TO",
                "a.b.c:*x*",
            ],
            "strategy": ["auth0", "sms"],
            "provider": ["auth0"],
        }

    def find(self, name):
        """Give something real for a property or parameter of this name."""
        kinds = {
            "user_id": "users", "users": "users", "members": "users", "client_id": "clients",
            "enabled_clients": "clients", "connection_id": "connections", "roles": "roles",
            "organization_id": "organizations",
        }  # fmt: skip
        there = self.ids.get(kinds.get(name, "")) or self.words.get(name)
        return self.dice.choice(there) if there else None

    def identify(self, path):
        """Fill the path: mostly what is there, else what is not, or nonsense."""
        if "{id}" not in path:
            return path
        kind, luck = path.split("/")[1], self.dice.random()
        right = self.dice.choice(self.ids[kind])
        strange = re.sub(r"[A-Za-z0-9]{16}$|\w+$", lambda found: "0" * len(found[0]), right)
        chosen = right if luck < 0.8 else strange if luck < 0.9 else self.dice.choice(JUNK[1:])
        return path.replace("{id}", quote(chosen, safe=""))


class Maker:
    """Makes values after a schema, and spoils some."""

    def __init__(self, document, world, dice):
        self.document, self.world, self.dice = document, world, dice

    def text(self, schema, name):
        real = self.world.find(name) if self.dice.random() < 0.75 else None
        pattern = schema.get("pattern", "")
        words = re.findall(r"\(([A-Za-z_.\\-]+)\)", pattern)
        if words:
            return self.dice.choice(words).replace("\\", "") + (":1" if r"\:" in pattern else "")
        made = {
            "email": f"n{self.dice.randrange(99)}@example.com", "strict-uri": "https://example.com/p.png",
            "organization-name": f"org-{self.dice.randrange(99)}", "html-color": "#ffffff",
            "strict-https-uri-or-null": "https://example.com/l.png",
        }.get(schema.get("format", ""))  # fmt: skip
        if "uri" in schema.get("format", "") or "url" in schema.get("format", ""):
            made = "https://example.com/x"
        candidates = [
            real,
            made,
            "con_" + "0" * 16,
            "+4912345",
            "20260101",
            f"x{self.dice.randrange(999)}",
            "name:1",
        ]
        least, most = schema.get("minLength", 0), schema.get("maxLength", 999)
        fits = (one for one in candidates if one and re.search(pattern, one) and least <= len(one) <= most)
        return next((one for one in candidates[:2] if one and re.search(pattern, one)), None) or next(
            fits, "x1"
        )

    def value(self, schema, name="", depth=0):
        schema = self.document.follow(schema)
        for several in ("oneOf", "anyOf", "allOf"):
            if several in schema:
                return self.value(self.dice.choice(schema[several]), name, depth)
        kind = schema.get("type", "string")
        if isinstance(kind, list):
            kind = "null" if self.dice.random() < 0.2 else next(one for one in kind if one != "null")
        if "enum" in schema:
            real = self.world.find(name)
            return real if real in schema["enum"] else self.dice.choice(schema["enum"])
        if kind == "object":
            return self.object(schema, depth)
        if kind == "array":
            size = schema.get("minItems", 0) + self.dice.randrange(2)
            return [self.value(schema.get("items", {}), name, depth + 1) for _ in range(size)]
        plain = {
            "boolean": self.dice.random() < 0.5, "null": None, "number": 3,
            "integer": self.dice.randint(schema.get("minimum", 0), min(schema.get("maximum", 60), 60)),
        }  # fmt: skip
        return plain[kind] if kind in plain else self.text(schema, name)

    def object(self, schema, depth):
        known = schema.get("properties", {})
        chance = min(0.5, (3 if depth else 2) / (len(known) + 1))
        names = [one for one in known if one in schema.get("required", []) or self.dice.random() < chance]
        made = {one: self.value(known[one], one, depth + 1) for one in names if depth < 5}
        if not known and schema.get("additionalProperties"):
            made = (
                {"a": "1"} if isinstance(schema["additionalProperties"], dict) else {"a": 1, "b": {"c": []}}
            )
        return made

    def spoil(self, value):
        """Change one thing somewhere in a value."""
        if isinstance(value, dict) and value and self.dice.random() < 0.85:
            name = self.dice.choice(list(value))
            deed = self.dice.random()
            if deed < 0.2:
                return {one: item for one, item in value.items() if one != name}
            if deed < 0.35:
                return {**value, "unheard_of": self.dice.choice(ODD)}
            return {**value, name: self.spoil(value[name])}
        if isinstance(value, list) and value and self.dice.random() < 0.7:
            return [self.spoil(value[0]), *value[1:]]
        return self.dice.choice(ODD)

    def query(self, operation):
        """Make the query string: mostly right."""
        pairs = []
        for parameter in operation.query:
            if parameter.get("required") or self.dice.random() < 0.25:
                value = self.value(parameter["schema"], parameter["name"])
                items = value if isinstance(value, list) else [value]
                for item in items:
                    shown = str(item).lower() if isinstance(item, bool) else str(item)
                    right = self.dice.random() < 0.85
                    pairs.append((parameter["name"], shown if right else self.dice.choice(JUNK)))
        return pairs

    def form(self):
        """Make an import: the form is not JSON, and its schema says nothing of the file."""
        rows = [{"email": f"i{self.dice.randrange(99)}@example.com"} for _ in range(self.dice.randrange(4))]
        rows = self.spoil(rows) if self.dice.random() < 0.5 else rows
        content = (
            json.dumps(rows).encode() if self.dice.random() < 0.9 else self.dice.choice([b"", b"{", b"\xff"])
        )
        fields = {"connection_id": self.text({"pattern": "^con_"}, "connection_id")}
        fields |= {one: self.dice.choice(["true", *JUNK[:4]]) for one in ("upsert", "external_id")}
        fields = fields if self.dice.random() < 0.85 else {"connection_id": self.dice.choice(JUNK)}
        files = {"users": ("users.json", content)} if self.dice.random() < 0.9 else {"other": ("x", b"x")}
        return {"data": fields, "files": files}

    def request(self, operation):
        """Make what is sent with an operation."""
        sent = {"params": self.query(operation)}
        if operation.path == "/jobs/users-imports":
            return sent | self.form()
        if operation.body is None:
            return sent
        if self.dice.random() < 0.03:
            return sent | {
                "data": self.dice.choice([b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"1e999"])
            }
        body = self.value(operation.body)
        spoilt = self.spoil(body) if self.dice.random() < 0.4 else body
        return sent | {"data": json.dumps(spoilt).encode(), "headers": {"Content-Type": "application/json"}}


def as_documented(operation, body):
    """Give a body without what a real tenant shows, as recorded, and the document does not list."""
    if (operation.method, operation.path) == ("GET", "/connections"):
        for item in body if isinstance(body, list) else body["connections"]:
            item.pop("enabled_clients", None)
    return body


@pytest.mark.timeout(900)
def test_generated_requests_get_documented_answers(running, call_as, shared):
    document, dice = Document(shared), random.Random("userferry")
    caller = call_as(running)
    statuses, succeeded, undocumented, wrong = Counter(), set(), Counter(), []
    deck: list[Operation] = []
    for number in range(COUNT):
        if number % WORLD_LASTS == 0:
            world = World(caller, dice)
            maker = Maker(document, world, dice)
        if not deck:
            deck = document.operations.copy()
            dice.shuffle(deck)
        operation = deck.pop()
        path, sent = world.identify(operation.path), maker.request(operation)
        answer = caller.call(operation.method, path, **sent)
        statuses[answer.status_code] += 1
        told = f"{operation.method} {path} {sent} -> {answer.status_code} {answer.text[:300]}"
        if str(answer.status_code) not in operation.responses:
            key = (f"{operation.method} {operation.path}", answer.status_code)
            undocumented[key] += 1
            wrong += (
                []
                if key in UNDOCUMENTED and answer.json()["statusCode"] == answer.status_code
                else [f"undocumented: {told}"]
            )
        if answer.status_code < 300:
            succeeded.add((operation.method, operation.path))
            complaint = answer.content and document.against_answer(
                operation, answer.status_code, as_documented(operation, answer.json())
            )
            wrong += [f"outside the schema, {complaint}: {told}"] if complaint else []
            overlooked = document.against_query(operation, sent["params"])
            overlooked = overlooked or document.against_request(operation, sent)
            wrong += [f"accepted though {overlooked}: {told}"] if overlooked else []
    shown = ", ".join(f"{status}: {times}" for status, times in sorted(statuses.items()))
    sys.stdout.write(
        f"\n{COUNT} generated requests over {len(document.operations)} operations. Answers {shown}."
        f" {len(succeeded)} operations succeeded at least once; {sum(undocumented.values())} answers were of"
        f" {len(undocumented)} statuses that are listed as missing from the document; {len(wrong)} were wrong.\n"
    )
    assert not wrong, f"{len(wrong)} answers:\n" + "\n".join(dict.fromkeys(wrong[:12]))
    never = {(one.method, one.path) for one in document.operations} - succeeded
    assert COUNT < ENOUGH or not never, never
