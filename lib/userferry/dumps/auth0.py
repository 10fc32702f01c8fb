"""Read what Auth0 hands out: export jobs as NDJSON and as CSV, and the password hashes its support exports.

An export job writes NDJSON, or a CSV in which every string carries an apostrophe in front and Auth0's own times,
numbers and booleans do not (`behaviour.md §4`); the support's file is NDJSON with `_id.$oid` and `passwordHash`
(`behaviour.md §8`), whose `user_id` is `auth0|` and `alt_id`, or `_id.$oid` where there is none.
"""

import csv
import re
from dataclasses import replace

import polars as pl

from userferry.dumps import delimited, ndjson
from userferry.dumps.dump import Opened
from userferry.dumps.keys import Record
from userferry.dumps.objects import say
from userferry.dumps.source import Options, Source
from userferry.dumps.texts import head_of
from userferry.frames import ROW

EXPORT, HASHES = "Auth0 export", "Auth0 password hash export"
_SAMPLE = 100
_ENOUGH = 2
_NAMES = re.compile(
    r"(user_|given_|family_|nick)?name|email(_verified)?|user_id|id|picture|phone_(number|verified)|connection|"
    r"(created|updated)_at|last_(ip|login|password_reset)|logins_count|(user|app)_metadata\..+|identities\[0\]\..+"
)
"""An export's columns by default: an attribute's path, or the Dashboard's title of it (`behaviour.md §6`)."""

_BARE = re.compile(
    r"|true|false|-?\d+(\.\d+)?([eE][+-]?\d+)?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|[\[{].*", re.DOTALL
)


def recognise(source: Source) -> str | None:
    """Say by what sign this is Auth0's: the ids of its users, of its database, or the apostrophes of its CSV."""
    first = _first_object(source)
    if first is None:
        return (
            "every text carries an apostrophe in front, and nothing else does" if _escaped(source) else None
        )
    user_id = first.get("user_id")
    if isinstance(user_id, str) and (
        user_id.startswith("auth0|") or ("|" in user_id and "identities" in first)
    ):
        return "user_id is a strategy, a bar and an id"
    return "_id.$oid, as the password hash export has it" if _is_hashes(first) else None


def read(source: Source, options: Options) -> Opened:
    """Open an export lazily; a CSV's texts without the apostrophe Auth0 put before them, an empty cell as null.

    Returns:
        Of NDJSON: one row a user, nested keys by dotted path. Of CSV: its columns.
    """
    first = _first_object(source)
    if first is not None:
        return say(ndjson.read(source, options), HASHES if _is_hashes(first) else EXPORT)
    opened = delimited.read(source, options)
    names = [name for name in opened.frame.collect_schema().names() if name != ROW]
    undone = opened.frame.with_columns(pl.col(name).replace("", None).str.strip_prefix("'") for name in names)
    said = ("apostrophes", "one taken off the front of each text, as Auth0 put it there")
    return say(replace(opened, frame=undone), EXPORT, said)


def _first_object(source: Source) -> Record | None:
    line = next((line for line in head_of(source).split("\n") if line.strip()), "")
    found = ndjson.parse(line) if line.lstrip().startswith("{") else ""
    return None if isinstance(found, str) else found


def _is_hashes(first: Record) -> bool:
    oid = first.get("_id")
    signs = {"passwordHash", "identifiers", "password_set_date", "_tmp_is_unique"}
    return isinstance(oid, dict) and "$oid" in oid and not signs.isdisjoint(first)


def _escaped(source: Source) -> bool:
    """Tell Auth0's CSV: a column of its own, and an apostrophe before each text, of which there are several."""
    lines = head_of(source).splitlines(keepends=True)[:_SAMPLE]
    if not lines or not lines[0].startswith('"'):
        return False
    try:
        header, *rows = csv.reader(lines[:-1] if len(lines) == _SAMPLE else lines)
    except csv.Error:
        return False
    texts = [cell for row in rows for cell in row if not _BARE.fullmatch(cell)]
    known = any(_NAMES.fullmatch(name.lower().replace(" ", "_")) for name in header)
    return known and len(texts) >= _ENOUGH and all(text.startswith("'") for text in texts)
