"""Whom the rows of one file would meet in their connection, looked up at once."""

import sqlite3
from collections.abc import Iterator
from itertools import islice
from typing import Any

IDENTIFIERS = ("email", "username", "user_id", "phone_number")
AT_ONCE = 500  # placeholders in one statement; SQLite's own bound was 999 for long


class Acquaintances:
    """Finds the connection's users by what they share with a row (documented, `behaviour.md §2.4`).

    Args:
        db: A connection that holds the writer's place, so that nobody else comes in between.
        connection_id: Where the rows are to be imported.
        rows: Those that the schema let through.
    """

    def __init__(self, db: sqlite3.Connection, connection_id: str, rows: list[dict[str, Any]]) -> None:
        self._found: dict[str, dict[str, sqlite3.Row | None]] = {}
        for name in IDENTIFIERS:
            wanted = {value for row in rows if (value := as_stored(row, name)) is not None}
            self._found[name] = {user[name]: user for user in look_up(db, connection_id, name, wanted)}

    def of(self, row: dict[str, Any]) -> dict[str, sqlite3.Row | None]:
        """Give who shares an identifier with the row, by identifier; None is a user of the same file."""
        return {
            name: found[value]
            for name, found in self._found.items()
            if (value := as_stored(row, name)) is not None and value in found
        }

    def add(self, row: dict[str, Any]) -> None:
        """Know a row that is about to be inserted, for the rows after it."""
        for name, found in self._found.items():
            value = as_stored(row, name)
            if value is not None:
                found[value] = None


def as_stored(row: dict[str, Any], name: str) -> str | None:
    """Give a row's identifier as the users table holds it, or None where it has none."""
    value: str | None = row.get(name)
    if value is None or name == "phone_number":
        return value
    return f"auth0|{value}" if name == "user_id" else value.lower()


def look_up(db: sqlite3.Connection, connection_id: str, name: str, values: set[str]) -> Iterator[sqlite3.Row]:
    """Find the connection's users that have one of these values, in the order of the index."""
    left = iter(sorted(values))
    while some := list(islice(left, AT_ONCE)):
        places = ", ".join("?" * len(some))
        yield from db.execute(
            f"SELECT * FROM users WHERE connection_id = ? AND {name} IN ({places})",  # noqa: S608 -- a name of ours
            (connection_id, *some),
        )
