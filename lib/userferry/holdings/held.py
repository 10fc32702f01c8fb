"""What a target held when it was asked, as files and as a table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from userferry.checks.connection import has_factors_off, read_demands
from userferry.conflicts.keys import KINDS
from userferry.display import table
from userferry.durable import write_frame, write_whole
from userferry.forecast.standing import words_of
from userferry.targets import name_tenant
from userferry.workspace import REHEARSAL

FACTS, USERS = "holdings.json", "users.parquet"
_FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True, repr=False)
class Holdings:
    """What a target held when it was asked.

    Args:
        target: As the parameters name it.
        connection: The connection's name.
        settings: The connection as the API gives it: `id`, `name`, `strategy`, `enabled_clients`, `options`; without
            scripts, their configuration and whatever may be a secret.
        held: How many users it held; None where they were not read.
        users: Lazily, `user_id` (with its prefix), `email`, `username`, names and whatever else an export gives,
            Strings; `email_verified`, `phone_verified`, `blocked` Boolean; `logins_count` Int64; `user_metadata` and
            `app_metadata` String, the JSON texts of objects whose keys differ from user to user; `credential` String:
            `custom` for those who hold a custom hash that a run of this migration brought. None where not read.
        upsert: Whether the import that is prepared would update those who are there.
        asked_at: When the users were read, or the settings where they were not, by the tenant's clock: ISO 8601, UTC.
        is_changed: Whether the settings were kept and are no longer those of the tenant.
    """

    target: str
    connection: str
    settings: dict[str, Any] = field(repr=False)
    held: int | None
    users: pl.LazyFrame | None = field(repr=False, compare=False)
    asked_at: str
    upsert: bool = False
    is_changed: bool = False

    @property
    def words(self) -> dict[str, str]:
        """Say for what a forecast is made from these, for its `made_from`: whoever sends must mean the same."""
        known = "not read" if self.held is None else "read"
        return {**words_of(self.target, self.connection, upsert=self.upsert), "users": known}

    def __repr__(self) -> str:
        """Say how many users it holds."""
        users = "users not read" if self.held is None else f"{self.held:,} users"
        return f"Holdings({name_tenant(self.target)}, {self.connection}: {users})"

    def _repr_html_(self) -> str:
        unread = "not read: who meets one of them is not foreseen; `ask: again` reads them"
        demands, options = read_demands(self.settings), self.settings.get("options") or {}
        needed = ", ".join(demands.compulsory) or f"one of {', '.join(demands.any_of)}"
        shortest, longest = demands.username_bounds
        factors = "off: a row with factors would fail" if has_factors_off(self.settings) else "on"
        rows = [
            ("tenant", name_tenant(self.target)),
            ("connection", self.connection),
            ("users held", unread if self.held is None else f"{self.held:,}"),
            ("strategy", self.settings["strategy"]),
            ("import mode", _import_mode(options)),
            ("each user must have", needed),
            ("identifiers", ", ".join(_identifiers(options))),
            ("usernames", f"{shortest} to {longest} characters"),
            ("MFA", factors),
        ]
        return table("What the target holds", ["", ""], rows, note=" ".join(self._notices()))

    def _notices(self) -> list[str]:
        age = datetime.now(UTC) - datetime.fromisoformat(self.asked_at)
        old = f"This is {age.days} {'day' if age.days == 1 else 'days'} old; `ask: again` asks anew."
        changed = "The connection's settings were changed since; `ask: settings` or `ask: again` reads them."
        is_old = age > _FRESH and self.target != REHEARSAL  # whose time stands still between two pages
        return [*([old] if is_old else []), *([changed] if self.is_changed else [])]

    def write(self, folder: Path) -> Path:
        """Write `holdings.json` into the folder, and `users.parquet` where the users were read."""
        if self.users is not None:
            write_frame(folder / USERS, self.users)
        return self.write_facts(folder / FACTS, USERS)

    def write_facts(self, path: Path, users: str) -> Path:
        """Write what is known but the users, who are in the file `users` beside it."""
        names = ("target", "connection", "settings", "held", "asked_at", "upsert", "is_changed")
        facts = {name: getattr(self, name) for name in names}
        write_whole(path, json.dumps({**facts, "users": users}, indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Holdings":
        """Read what `write` wrote, or in `target/` of a workspace what was asked last."""
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        users = pl.scan_parquet(folder / facts["users"]) if facts["held"] is not None else None
        return cls(**{**facts, "users": users})


def _import_mode(options: Mapping[str, Any]) -> str:
    if not options.get("enabledDatabaseCustomization"):
        return "not needed: no scripts stand behind it"
    return "on" if options.get("import_mode") else "off: an import is refused"


def _identifiers(options: Mapping[str, Any]) -> list[str]:
    if flexible := options.get("attributes"):
        return [name for name in KINDS if name in flexible]
    return ["email", "username"] if options.get("requires_username") else ["email"]
