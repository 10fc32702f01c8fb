"""Users as they are stored: one JSON profile a user, and the columns that must be unique beside it."""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

import orjson

from .refusals import Refusal

STRATEGY = "auth0"


def default_picture(email: str) -> str:
    """Give the Gravatar address that Auth0 gives a user without a picture (recorded, `behaviour.md §1.1`)."""
    digest = hashlib.md5(email.encode(), usedforsecurity=False).hexdigest()
    return f"https://secure.gravatar.com/avatar/{digest}?s=480&r=pg&d={avatar(email[:2].lower())}"


@lru_cache(maxsize=4_096)
def avatar(letters: str) -> str:
    """Give the address of the two letters' picture, escaped to stand in another address."""
    return f"https%3A%2F%2Fcdn.auth0.com%2Favatars%2F{quote(quote(letters, safe=''), safe='')}.png"


def new_profile(
    attributes: dict[str, Any], connection: str, now: str, strategy: str = STRATEGY
) -> dict[str, Any]:
    """Make the profile of a new user: Auth0's defaults, and the prefix on the id.

    Args:
        attributes: What was sent, without credentials; `email` and `username` are lower-cased here
            (`§1.1`, documented).
        connection: Its name.
        now: The stamp for `created_at`.
        strategy: The connection's; it is the prefix.

    A given `user_id` is always prefixed, even one that carries the prefix already (`§2.4`, documented);
    without one, 24 hexadecimal digits are made (recorded).
    """
    given = dict(attributes)
    bare_id = given.pop("user_id", None) or secrets.token_hex(12)
    for identifier in ("email", "username"):
        if isinstance(given.get(identifier), str):
            given[identifier] = given[identifier].lower()
    defaults: dict[str, Any] = {}
    email = given.get("email")
    if email is not None:
        defaults = {
            "email_verified": False,
            "name": email,
            "nickname": email.partition("@")[0],
            "picture": default_picture(email),
        }
    elif given.get("username") or given.get("phone_number"):
        defaults = {"name": given.get("username") or given.get("phone_number")}
    if given.get("phone_number") is not None:
        defaults["phone_verified"] = False
    identity = {"provider": strategy, "connection": connection, "isSocial": False, "user_id": bare_id}
    return {
        **defaults,
        **given,
        "created_at": now,
        "updated_at": now,
        "identities": [identity],
        "user_id": f"{strategy}|{bare_id}",
    }


INSERT_USERS = (
    "INSERT INTO users (connection_id, user_id, email, username, phone_number, profile,"
    " credential_kind, credential, mfa_factors) VALUES "
)
ONE_USER = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
USERS_AT_ONCE = 100  # rows of one statement: 900 values, below SQLite's bound of old, 999

NewUser = tuple[str, str, str | None, str | None, str | None, str, str, str, str | None]
"""A row to be: connection_id, the four identifiers, profile, credential kind and value, mfa_factors."""


def prepare_user(
    connection_id: str,
    profile: dict[str, Any],
    credential: tuple[str, str],
    mfa_factors: list[Any] | None = None,
) -> NewUser:
    """Make a new user's row.

    Args:
        connection_id: Where the user lives.
        profile: As `new_profile` made it.
        credential: Its kind (`random`, `bcrypt` or `custom`) and its value.
        mfa_factors: As imported.
    """
    factors = None if mfa_factors is None else orjson.dumps(mfa_factors).decode()
    return (connection_id, *columns(profile), orjson.dumps(profile).decode(), *credential, factors)


def insert_users(db: sqlite3.Connection, users: Iterable[NewUser], *, or_ignore: bool = False) -> None:
    """Store new users, on a connection that holds the writer's place.

    Args:
        db: The connection.
        users: Taken a few at a time.
        or_ignore: Leave out whose identifier is taken.

    Raises:
        sqlite3.IntegrityError: An identifier is taken, and nobody is left out.
    """
    insert = INSERT_USERS.replace("INSERT", "INSERT OR IGNORE", 1) if or_ignore else INSERT_USERS
    left = iter(users)
    while some := list(islice(left, USERS_AT_ONCE)):
        places = ", ".join([ONE_USER] * len(some))
        db.execute(insert + places, list(chain.from_iterable(some)))


def insert_user(
    db: sqlite3.Connection,
    connection_id: str,
    profile: dict[str, Any],
    credential: tuple[str, str],
    mfa_factors: list[Any] | None = None,
) -> None:
    """Store one new user; the arguments are those of `prepare_user`, the errors those of `insert_users`."""
    insert_users(db, [prepare_user(connection_id, profile, credential, mfa_factors)])


def store_profile(db: sqlite3.Connection, seq: int, profile: dict[str, Any]) -> None:
    """Write a changed profile back.

    Raises:
        sqlite3.IntegrityError: An identifier is taken.
    """
    db.execute(
        "UPDATE users SET user_id = ?, email = ?, username = ?, phone_number = ?, profile = ? WHERE seq = ?",
        (*columns(profile), orjson.dumps(profile).decode(), seq),
    )


def store_credential(db: sqlite3.Connection, seq: int, kind: str, credential: str) -> None:
    """Give a user another credential."""
    db.execute("UPDATE users SET credential_kind = ?, credential = ? WHERE seq = ?", (kind, credential, seq))


def columns(profile: dict[str, Any]) -> tuple[str, str | None, str | None, str | None]:
    """Give what must be unique in a connection, as stored beside the profile."""
    return profile["user_id"], profile.get("email"), profile.get("username"), profile.get("phone_number")


def find_user(db: sqlite3.Connection, user_id: str) -> sqlite3.Row | None:
    """Find a user by id; of two connections' users with the same id the first is met (`§2.4`, reported)."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM users WHERE user_id = ? ORDER BY seq LIMIT 1", (user_id,)
    ).fetchone()
    return row


def require_user(db: sqlite3.Connection, user_id: str) -> sqlite3.Row:
    """Find the user of the path; the 404 is recorded."""
    user = find_user(db, user_id)
    if user is None:
        raise Refusal(404, "The user does not exist.", "inexistent_user")
    return user


def find_in_connection(
    db: sqlite3.Connection, connection_id: str, column: str, value: str | None
) -> sqlite3.Row | None:
    """Find the user of a connection whose identifier has this value.

    Args:
        db: Any connection.
        connection_id: Where to look.
        column: `user_id`, `email`, `username` or `phone_number`.
        value: None finds nobody.
    """
    if column not in ("user_id", "email", "username", "phone_number"):
        raise ValueError(f"{column!r} identifies nobody.")
    if value is None:
        return None
    row: sqlite3.Row | None = db.execute(
        f"SELECT * FROM users WHERE connection_id = ? AND {column} = ?",  # noqa: S608 -- one of the four above
        (connection_id, value),
    ).fetchone()
    return row
