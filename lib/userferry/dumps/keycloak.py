"""Read a Keycloak realm export: `kc.sh export` into one file, or the `<realm>-users-<n>.json` of a folder.

A realm is an object with the list `users` (Keycloak's UserRepresentation); an export of all realms is a list of them.
A user's `credentials` are objects with a `type`; the password's hash stands in `secretData` and its algorithm in
`credentialData`, each a JSON text; before Keycloak 8 they are keys of the credential itself. `attributes` map a name
to a list of texts.
"""

import re
from typing import Any

from userferry.dumps import jsonarray
from userferry.dumps.dump import Opened
from userferry.dumps.jsontext import write_json
from userferry.dumps.keys import Record
from userferry.dumps.objects import open_objects, say
from userferry.dumps.source import Options, Source
from userferry.dumps.texts import encoding_of, head_of

LAYOUT = "Keycloak realm export"
_SIGNS = re.compile(
    r'"(secretData|hashedSaltedValue|createdTimestamp|accessTokenLifespan|sslRequired|realmRoles)"\s*:'
)
_JSON_KEYS = (
    "clientRoles",
    "clientConsents",
    "federatedIdentities",
    "groups",
    "realmRoles",
    "userProfileMetadata",
)


def recognise(source: Source) -> str | None:
    """Say by what sign this is Keycloak's: an object with a realm and with keys only Keycloak has."""
    head = head_of(source)
    if head.lstrip().startswith(("{", "[")) and re.search(r'"realm"\s*:\s*"', head) and _SIGNS.search(head):
        return "a realm and Keycloak's keys"
    return None


def read(source: Source, options: Options) -> Opened:
    """Open a realm export lazily.

    Returns:
        One row a user. `password`: the credential of type password as JSON text, as the export has it; `otp`: whether
        there is a one-time password; `credentials`: those that are no password, as JSON text; `attributes.<name>`: a
        single value itself, several as a JSON array; groups, roles and federated identities as JSON text.
    """
    pieces = jsonarray.read_pieces(encoding_of(source, options), options.table or "users", _reshape)
    opened = open_objects(source, pieces, "JSON, a realm's users")
    if head_of(source, options).lstrip().startswith("["):
        return say(
            opened, LAYOUT, ("realms", "a list of them: the users of all are read, those of master too")
        )
    return say(opened, LAYOUT)


def _reshape(user: Record) -> Record:
    shaped: Record = {
        name: value for name, value in user.items() if name not in ("credentials", "attributes")
    }
    for name in _JSON_KEYS:
        if isinstance(shaped.get(name), dict):
            shaped[name] = write_json(shaped[name])
    credentials = _objects(user.get("credentials"))
    passwords = [one for one in credentials if one.get("type") == "password"]
    rest = [one for one in credentials if one not in passwords[:1]]
    shaped["password"] = write_json(passwords[0]) if passwords else None
    shaped["otp"] = any(one.get("type") in ("otp", "totp", "hotp") for one in credentials)
    shaped["credentials"] = rest or None
    attributes = user.get("attributes")
    if isinstance(attributes, dict):
        shaped["attributes"] = {name: _single(value) for name, value in attributes.items()} or None
    return shaped


def _objects(value: Any) -> list[Record]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value
