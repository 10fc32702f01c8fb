"""Read what `firebase auth:export` writes: JSON, or CSV without a header.

Both as the Firebase CLI documents and writes them (firebase.google.com/docs/cli/auth): the JSON is `{"users": [...]}`;
the CSV has 28 fields in a fixed order and a comma at the end of each line (26 before `disabled` and
`customAttributes` came). Hashes and salts are plain base64; the hash's parameters are no part of the file.
"""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from userferry.dumps import jsonarray
from userferry.dumps.dump import Opened
from userferry.dumps.objects import Piece, open_objects, say
from userferry.dumps.source import Options, Source
from userferry.dumps.texts import encoding_of, head_of, read_lines

LAYOUT = "Firebase auth:export"
COLUMNS = (
    "localId", "email", "emailVerified", "passwordHash", "salt", "displayName", "photoUrl",
    *(
        f"{provider}.{name}"
        for provider in ("google", "facebook", "twitter", "github")
        for name in ("rawId", "email", "displayName", "photoUrl")
    ),
    "createdAt", "lastSignedInAt", "phoneNumber", "disabled", "customAttributes",
)  # fmt: skip
_OLD = len(COLUMNS) - 2
_JSON = re.compile(r'\s*\{\s*("kind"\s*:\s*"[^"]*"\s*,\s*)?"users"\s*:\s*\[\s*\{')
_PARAMETERS = (
    "hash parameters",
    "not in the file: the Firebase console shows them under Authentication, Users",
)


def recognise(source: Source) -> str | None:
    """Say by what sign this is Firebase's: users with a localId, or its fields in their order."""
    head = head_of(source)
    if _JSON.match(head) and '"localId"' in head:
        return "users with a localId"
    fields = _fields(head.split("\n", 1)[0].removesuffix("\r"))
    if (
        isinstance(fields, str)
        or fields[2] not in ("true", "false")
        or not (fields[23] + fields[24]).isdigit()
    ):
        return None
    return f"{len(fields)} fields, the third true or false, times in milliseconds in their places"


def read(source: Source, options: Options) -> Opened:
    """Open an export lazily; its CSV gets the names that its JSON has, and `google.rawId` and the like.

    Returns:
        One row a user. A CSV line that has other fields, such as by a line feed in a name, is rejected.
    """
    encoding = encoding_of(source, options)
    if _JSON.match(head_of(source, options)):
        opened = open_objects(source, jsonarray.read_pieces(encoding, "users"), "JSON, objects in users")
    else:
        opened = open_objects(source, _csv_pieces(encoding), "comma-separated text without a header")
    return say(opened, LAYOUT, _PARAMETERS)


def _csv_pieces(encoding: str) -> Callable[[Path], Iterator[Piece]]:
    def pieces(path: Path) -> Iterator[Piece]:
        for number, text, trouble in read_lines(path, encoding):
            if text:
                fields = trouble or _fields(text)
                found = fields if isinstance(fields, str) else dict(zip(COLUMNS, fields, strict=False))
                yield number, text, found

    return pieces


def _fields(line: str) -> list[str] | str:
    """Give the fields of a line without the empty one after its last comma, or say why it has none."""
    try:
        *fields, last = next(csv.reader([line], strict=True), []) or [""]
    except csv.Error:
        return "its quotes do not match: a name or a claim has one of its own"
    if len(fields) not in (_OLD, len(COLUMNS)) or last:
        return f"has {len(fields) + bool(last)} fields, not {_OLD} or {len(COLUMNS)} and a comma"
    return fields
