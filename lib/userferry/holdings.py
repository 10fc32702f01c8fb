"""What does the target hold before anything is sent: the connection's settings, and the users who are there?

target/
  holdings.json            of the target that was asked about last
  <place>/holdings.json    of each target and connection that was ever asked about
  <place>/users.parquet    its users, where they were read
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from userferry.api import Connection
from userferry.checks.connection import has_factors_off, read_demands
from userferry.conflicts.keys import KINDS
from userferry.display import table
from userferry.durable import write_frame, write_whole
from userferry.errors import DecisionError
from userferry.forecast.standing import words_of
from userferry.reconcile import export_users
from userferry.schema import ATTRIBUTES
from userferry.targets import Target, name_tenant
from userferry.workspace import Workspace

ASK = {
    "once": "ask what was never asked, and keep what is known",
    "again": "ask for the settings and the users anew",
    "settings": "ask for the settings only; the users stay as they were read, or unread",
}
"""How a target can be asked, and what that means."""

_DTYPES: dict[str, pl.DataType] = {"boolean": pl.Boolean(), "string": pl.String()}
_ASKED = {name: attribute.kind for name, attribute in ATTRIBUTES.items() if not attribute.is_credential}
_PLAIN = {name: _DTYPES[kind] for name, kind in _ASKED.items() if kind in _DTYPES}
_PLAIN["logins_count"] = pl.Int64()
_OBJECTS = [name for name, kind in _ASKED.items() if kind == "object"]
_SECRET = re.compile(
    r"configuration|script|secret|token|credential|cert|key$|password$|passphrase", re.IGNORECASE
)
_FRESH = timedelta(days=1)
_POLL_SECONDS = 2.0
_FILE, _USERS = "holdings.json", "users.parquet"


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
            `app_metadata` String, the JSON texts of objects whose keys differ from user to user. None where not read.
        asked_at: When the users were read, or the settings where they were not: ISO 8601, UTC.
        is_changed: Whether the settings were kept and are no longer those of the tenant.
    """

    target: str
    connection: str
    settings: dict[str, Any] = field(repr=False)
    held: int | None
    users: pl.LazyFrame | None = field(repr=False, compare=False)
    asked_at: str
    is_changed: bool = False

    def words(self, *, upsert: bool) -> dict[str, str]:
        """Say for what a forecast is made from these, for its `made_from`: whoever sends must mean the same."""
        known = "not read" if self.held is None else "read"
        return {**words_of(self.target, self.connection, upsert=upsert), "users": known}

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
        return [*([old] if age > _FRESH else []), *([changed] if self.is_changed else [])]

    def write(self, folder: Path) -> Path:
        """Write `holdings.json` into the folder, and `users.parquet` where the users were read."""
        if self.users is not None:
            write_frame(folder / _USERS, self.users)
        return self._write_facts(folder / _FILE, _USERS)

    def _write_facts(self, path: Path, users: str) -> Path:
        names = ("target", "connection", "settings", "held", "asked_at", "is_changed")
        facts = {name: getattr(self, name) for name in names}
        write_whole(path, json.dumps({**facts, "users": users}, indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Holdings":
        """Read what `write` wrote, or in `target/` of a workspace what was asked last."""
        facts = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        users = pl.scan_parquet(folder / facts["users"]) if facts["held"] is not None else None
        return cls(**{**facts, "users": users})


def ask_target(reached: Target, workspace: Workspace, *, ask: str = "once") -> Holdings:
    """Ask a target for its connection's settings and its users, or keep what it said before.

    What is kept stays as it was before an import began, so a page that is run again says the same.

    Args:
        reached: The target, to be looked at.
        workspace: Keeps the answer below `target/`.
        ask: A word of `ASK`. An export of a large tenant takes hours on a slow plan (`behaviour.md` §2.3, §4).

    Raises:
        DecisionError: `ask` is no such word.
        TenantError: the tenant does not answer, or gives no export.
    """
    if ask not in ASK:
        raise DecisionError("The parameters", [f"`ask` is {ask!r}; it is one of {', '.join(ASK)}"])
    name = hashlib.sha256(f"{reached.name}\0{reached.connection.name}".encode()).hexdigest()[:12]
    folder, place = workspace.folder("target"), workspace.folder("target", name)
    before = Holdings.read(place) if (place / _FILE).exists() else None
    settings = settings_of(reached.connection)
    if ask == "once" and before is not None and before.held is not None:
        holdings = replace(before, is_changed=before.settings != settings)
    elif ask == "settings" and before is not None and before.held is not None:
        holdings = replace(before, settings=settings, is_changed=False)
    else:
        holdings = _ask(reached, settings, place, is_short=ask == "settings")
    holdings._write_facts(place / _FILE, _USERS)  # noqa: SLF001 its users are in place already
    holdings._write_facts(folder / _FILE, f"{name}/{_USERS}")  # noqa: SLF001 the same
    return holdings


def settings_of(connection: Connection) -> dict[str, Any]:
    """Give a connection's settings as the API gives them, without what may be a secret."""
    return {
        "id": connection.id,
        "name": connection.name,
        "strategy": connection.strategy,
        "enabled_clients": list(connection.enabled_clients),
        "options": _without_secrets(connection.options),
    }


def read_export(exported: Path) -> pl.LazyFrame:
    """Read an export's lines (NDJSON, unpacked) as `Holdings.users`, lazily and streaming."""
    line = pl.col("line")
    plain = line.str.json_decode(pl.Struct(_PLAIN)).alias("plain")
    # polars' own reader would not escape a quote in a key when it gives an object as text
    objects = [line.str.json_path_match(f"$.{name}").alias(name) for name in _OBJECTS]
    lines = pl.scan_lines(exported, name="line").filter(line != "")
    return lines.select(plain, *objects).unnest("plain")


def _ask(reached: Target, settings: dict[str, Any], place: Path, *, is_short: bool) -> Holdings:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if is_short:
        return Holdings(reached.name, reached.connection.name, settings, None, None, now)
    exported, users = place / "export.ndjson", place / _USERS
    poll_seconds = reached.pace.get("poll_seconds", _POLL_SECONDS)
    try:
        export_users(reached.session, reached.connection.id, exported, poll_seconds=poll_seconds)
        write_frame(users, read_export(exported))
    finally:
        exported.unlink(missing_ok=True)
    scanned = pl.scan_parquet(users)
    held = int(scanned.select(pl.len()).collect().item())
    return Holdings(reached.name, reached.connection.name, settings, held, scanned, now)


def _import_mode(options: Mapping[str, Any]) -> str:
    if not options.get("enabledDatabaseCustomization"):
        return "not needed: no scripts stand behind it"
    return "on" if options.get("import_mode") else "off: an import is refused"


def _identifiers(options: Mapping[str, Any]) -> list[str]:
    if flexible := options.get("attributes"):
        return [name for name in KINDS if name in flexible]
    return ["email", "username"] if options.get("requires_username") else ["email"]


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_secrets(one) for name, one in value.items() if not _SECRET.search(name)}
    return [_without_secrets(one) for one in value] if isinstance(value, list) else value
