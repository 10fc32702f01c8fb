"""Ghosts: half a record of a user, known to the connection's store and to nobody else.

A custom database without import mode leaves one at each login, an interrupted migration another. An import of
the same `user_id` is refused even with `upsert`; without a `user_id` a second profile is made (reported,
`behaviour.md §2.4`).
"""

import sqlite3
from dataclasses import dataclass
from typing import Any, Self


def make_ghost(db: sqlite3.Connection, connection_id: str, user_id: str, email: str | None) -> None:
    """Leave a ghost; one that is there already is left as it is.

    Args:
        db: A connection that holds the writer's place.
        connection_id: Where it haunts.
        user_id: With the strategy's prefix.
        email: In any case; what `DELETE /connections/{id}/users` finds it by.
    """
    lowered = None if email is None else email.lower()
    db.execute("INSERT OR IGNORE INTO ghosts VALUES (?, ?, ?)", (connection_id, user_id, lowered))


@dataclass(frozen=True, slots=True)
class Ghosts:
    """A connection's ghosts, read once for a whole file: almost always there are none."""

    user_ids: frozenset[str]
    emails: frozenset[str]

    @classmethod
    def of(cls, db: sqlite3.Connection, connection_id: str) -> Self:
        """Read them."""
        found = db.execute("SELECT user_id, email FROM ghosts WHERE connection_id = ?", (connection_id,))
        rows = found.fetchall()
        emails = frozenset(row["email"] for row in rows if row["email"] is not None)
        return cls(frozenset(row["user_id"] for row in rows), emails)


def lay_ghosts_of_user(db: sqlite3.Connection, user_id: str) -> int:
    """Remove the ghosts of an id, as `DELETE /users/{id}` does; give how many there were."""
    return db.execute("DELETE FROM ghosts WHERE user_id = ?", (user_id,)).rowcount


def lay_ghosts_of_email(db: sqlite3.Connection, connection_id: str, email: str) -> int:
    """Remove the ghosts of an email, as `DELETE /connections/{id}/users?email=` does.

    The cure is documented; that either call is enough is inferred.
    """
    parameters: tuple[Any, ...] = (connection_id, email.lower())
    return db.execute("DELETE FROM ghosts WHERE connection_id = ? AND email = ?", parameters).rowcount
