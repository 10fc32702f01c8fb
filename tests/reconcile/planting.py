"""A rich dump in a tenant, and doors to change one user of it in one way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import polars as pl
from tests.runs.runs_scene import DIGESTS, FAST, HASH

from userferry.api import Session, patch_user
from userferry.chunks import split_users
from userferry.reconcile import Reconciliation, export_users, reconcile
from userferry.runs import Order, Outcome, Run
from userferry.tenant import LocalTenant
from userferry.tenant.people import find_user, store_profile

IDENTIFIERS = {name: {"profile_required": False} for name in ("email", "username", "phone_number")}
KNOWN, NAMELESS, MET = range(80), range(80, 90), range(90, 100)
"""Rows that bring an id, rows that bring none, and rows whose user is there already."""

BY_NAME, BY_NUMBER = 100, 101
"""A row that has a username only, and one that has a phone number only."""

PLAIN = 60
"""From here to 79 are rows that bring nothing but an id, an address and a hash."""

_NAMES = ("given_name", "family_name", "name", "nickname", "picture")


def make_user(row: int) -> dict[str, Any]:
    """Make a user as a mapping makes them: dirty where Auth0 cleans, rich where it keeps."""
    user: dict[str, Any] = {
        "email": f"{'Ümit' if row % 7 == 3 else 'User'}{row}@Example.com",
        "email_verified": row % 2 == 0,
        "user_id": f"ID-{row}",
        "password_hash": HASH,
    }
    if PLAIN <= row < KNOWN.stop:
        return {**user, "email_verified": None}
    user |= {
        "username": f"User_{row}",
        "given_name": "Zoë  ",
        "family_name": "O’Brien-李",
        "name": f"Zoë O’Brien {row}",
        "nickname": "zoë 🦊",
        "picture": f"https://example.com/{row}.png?a=1&b=2",
        "blocked": row % 5 == 0,
        "phone_number": f"+1555000{row:04}",
        "phone_verified": True,
        "mfa_factors": [{"phone": {"value": f"+1555000{row:04}"}}],
        "user_metadata": {
            "plan": 'pro\t"é"',
            "birth": date(1980, 2, 29),
            "news": True,
            "visits": 1,
            "rate": 2.5,
        },
        "app_metadata": {
            "tags": ["b", "a", "c"],
            "code": "1",
            "big": 9_007_199_254_740_993,
            "share": 1e22,
            "whole": 3.0,
            "empty": "",
            "roles": [{"name": "admin", "level": 3}, {"name": "dev", "level": 1}],
            "deep": {"a": {"b": {"c": "x"}}, "none": None},
        },
    }
    if row in NAMELESS:
        del user["user_id"]
    if row == BY_NAME:
        return {"username": "Only_Name", "name": "By name", "app_metadata": {"code": "n"}}
    if row == BY_NUMBER:
        return {"phone_number": "+15559999999", "user_metadata": {"plan": "p"}}
    return user


@dataclass
class Scene:
    """A tenant that took a dump.

    Args:
        tenant: The tenant.
        session: With it.
        connection_id: Where the dump went.
        users: What was meant.
        outcome: What came of it.
        run: The run's folder.
        folder: For exports.
    """

    tenant: LocalTenant
    session: Session
    connection_id: str
    users: pl.DataFrame
    outcome: Outcome = field(repr=False)
    run: Path
    folder: Path

    def reconcile(self, users: pl.DataFrame | None = None) -> Reconciliation:
        """Export the connection and compare it with the dump."""
        exported = export_users(
            self.session, self.connection_id, self.folder / "export.ndjson", poll_seconds=0.01
        )
        before = pl.scan_parquet(self.run / "before.parquet")
        meant = self.users if users is None else users
        return reconcile(meant, exported, updated=self.outcome.updated(), before=before)

    def id_of(self, row: int) -> str:
        """Give a row's id in the tenant."""
        known = dict(self.outcome.rows.select("__row", "auth0_user_id").collect().iter_rows())
        if found := known.get(row):
            return found
        key, value = next(
            (key, make_user(row)[key])
            for key in ("email", "username", "phone_number")
            if key in make_user(row)
        )
        state = self.tenant._state()
        column = {"email": "email", "username": "username"}.get(key, "phone_number")
        query = f"SELECT user_id FROM users WHERE connection_id = ? AND {column} = ?"
        return state.store.reader().execute(query, (self.connection_id, value.lower())).fetchone()[0]

    def patch(self, row: int, **changes: Any) -> None:
        """Change a user as the Management API does."""
        patch_user(self.session, self.id_of(row), changes)

    def rewrite(self, row: int, change: Callable[[dict[str, Any]], Any]) -> None:
        """Change a user's profile as nobody but the tenant itself can."""
        with self.tenant._state().store.writing() as db:
            user = find_user(db, self.id_of(row))
            profile = orjson.loads(user["profile"])
            change(profile)
            store_profile(db, user["seq"], profile)

    def create(self, **user: Any) -> str:
        """Make a user as the Management API does, and give their id."""
        return self.session.request("POST", "/api/v2/users", json=user).json()["user_id"]


@contextmanager
def served(folder: Path) -> Iterator[Scene]:
    """Serve a tenant that took the dump, ten users of which it had already."""
    rows = [*KNOWN, *NAMELESS, *MET, BY_NAME, BY_NUMBER]
    users = pl.DataFrame([{"__row": row, **make_user(row)} for row in rows], infer_schema_length=None)
    with LocalTenant(port=0, password_rounds=4) as tenant:
        connection_id = tenant.add_connection("people", options={"attributes": IDENTIFIERS})
        tenant.add_connection("elsewhere")
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        for row in MET:
            met = session.request("POST", "/api/v2/users", json=_earlier(row)).json()
            patch_user(session, met["user_id"], {"username": f"old{row}"})
        chunks = split_users(users, folder / "chunks")
        order = Order(chunks.folder, tenant.domain, connection_id, True, DIGESTS, users.height)
        run = Run.create(folder / "run", order)
        outcome = run.send(session, **FAST)
        assert outcome.counts["failed"] == 0, outcome.codes
        yield Scene(tenant, session, connection_id, users, outcome, run.folder, folder)


def _earlier(row: int) -> dict[str, Any]:
    """Make a user who is there before: another id, name and number, and metadata that an upsert replaces."""
    return {
        "connection": "people",
        "email": f"user{row}@example.com" if row % 7 != 3 else f"ümit{row}@example.com",
        "user_id": f"older-{row}",
        "password": "long-Enough-1",
        "phone_number": f"+1999000{row:04}",
        "blocked": True,
        "app_metadata": {"gone": "with the upsert"},
        "user_metadata": {"plan": "old"},
    }
