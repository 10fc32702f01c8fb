"""Put scripts behind a connection by the API, with import mode on, and look whether they stand there."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from userferry.api import Connection, Session, create_connection, get_connection, update_connection
from userferry.display import headline, table
from userferry.durable import make_folder, write_whole
from userferry.errors import DecisionError, TerminalError, VerificationError, WorkspaceError
from userferry.scripts import IMPORT_MODE, MAX_BYTES, Scripts

_FILE = "deployed.json"
_SWITCHES = {"enabledDatabaseCustomization": True, "import_mode": True}
_NOT_FOUND = 404
_HAS_USERS = "contains users"
_WITH_USERS = (
    "it holds users already, and Auth0 does not turn such a database into a custom one. Its users and settings are as "
    "they were. Make a new connection for the migration (give a name that no connection has), or move these users by a "
    "bulk import and leave this database as it is"
)


@dataclass(frozen=True, slots=True, repr=False)
class Deployed:
    """A custom database as it stands in the tenant; it holds no value of its configuration.

    Args:
        domain: The tenant's.
        connection: The connection's name.
        connection_id: Its id.
        is_new: Whether it was made here.
        changed: What of it was changed: `enabledDatabaseCustomization`, `import_mode`, names of scripts and
            settings.
        scripts: Name of each script behind it now → sha256 of its source in hex.
        settings: Names of what they read as `configuration`.
        kept: Scripts that stood there before and were left as they are.
    """

    domain: str
    connection: str
    connection_id: str
    is_new: bool
    changed: tuple[str, ...]
    scripts: Mapping[str, str]
    settings: tuple[str, ...]
    kept: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say what stands there."""
        how = "made" if self.is_new else f"{len(self.changed)} changed" if self.changed else "as it was"
        return f"Deployed({self.connection} of {self.domain}: {how}, {len(self.scripts)} scripts, import mode on)"

    def _repr_html_(self) -> str:
        rows = [
            (name, "kept" if name in self.kept else "deployed", digest[:12])
            for name, digest in self.scripts.items()
        ]
        note = f"They read {', '.join(self.settings) or 'nothing'} as `configuration`; import mode is on."
        return table(headline(self), ["script", "", "sha256"], rows, note=note)

    def write(self, folder: Path) -> Path:
        """Write `deployed.json`, and return the folder."""
        make_folder(folder)
        write_whole(folder / _FILE, json.dumps(asdict(self), indent=1) + "\n")
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote; WorkspaceError where nothing was deployed yet."""
        path = folder / _FILE
        if not path.exists():
            raise WorkspaceError(
                f"No scripts were deployed from {folder.name} yet. Nothing was changed; deploy them first."
            )
        facts: dict[str, Any] = json.loads(path.read_bytes())
        told: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()
        }
        return cls(**told)


def deploy_scripts(
    session: Session,
    connection: str,
    scripts: Scripts,
    configuration: Mapping[str, str],
    *,
    enabled_clients: Sequence[str] = (),
) -> Deployed:
    """Put scripts and their configuration behind a connection, and switch import mode on.

    A PATCH replaces a connection's options whole (behaviour.md §5.5), so they are read, merged and written back; what
    is as it should be is left alone, so this may be run again. Scripts of other names that stand there stay.

    Args:
        session: With the tenant; wants `read:connections` and `update:connections`, for a new one
            `create:connections`.
        connection: The name of a custom database, or of none yet: then it is made.
        scripts: `login` and `get_user` at least.
        configuration: A value for each of the scripts' settings; sent, and neither kept nor shown.
        enabled_clients: Applications that may use a connection that is made here.

    Returns:
        What stands there, read again after the change.

    Raises:
        DecisionError: Scripts, settings or the connection do not fit; nothing was changed.
        VerificationError: The tenant took the change, and shows something else.
        TenantError: It refused or did not answer.
    """
    _check(scripts, connection, configuration)
    before = _find(session, connection)
    wanted = {
        **_SWITCHES,
        "customScripts": dict(scripts.sources),
        "configuration": {name: str(value) for name, value in configuration.items()},
    }
    if before is None:
        made = create_connection(session, connection, options=wanted, enabled_clients=enabled_clients)
        changed: tuple[str, ...] = (*_SWITCHES, *scripts.sources, *configuration)
        now = get_connection(session, made.id)
    else:
        changed = _differences(before, scripts, configuration)
        _change(session, before, wanted)
        now = get_connection(session, before.id)
    _verify(now, scripts, configuration)
    there: Mapping[str, str] = now.options.get("customScripts") or {}
    return Deployed(
        session.domain,
        now.name,
        now.id,
        before is None,
        changed,
        {name: hashlib.sha256(source.encode()).hexdigest() for name, source in there.items()},
        tuple(now.options.get("configuration") or {}),
        tuple(name for name in there if name not in scripts.sources),
    )


def _check(scripts: Scripts, connection: str, configuration: Mapping[str, str]) -> None:
    """Refuse what the tenant would take and then fail at each log-in."""
    wrong = [
        f"there is no `{name}` script; import mode needs it"
        for name in IMPORT_MODE
        if name not in scripts.sources
    ]
    wrong += [
        f"`{name}` has {len(source.encode()):,} bytes; Auth0 takes {MAX_BYTES:,}"
        for name, source in scripts.sources.items()
        if len(source.encode()) > MAX_BYTES
    ]
    wrong += [
        f"the configuration has no `{name}`, which the scripts read: {what}"
        for name, what in scripts.settings.items()
        if not configuration.get(name)
    ]
    known = ", ".join(scripts.settings) or "nothing"
    wrong += [
        f"the configuration gives `{name}`, which no script reads; they read {known}"
        for name in configuration
        if name not in scripts.settings
    ]
    if scripts.connection != connection:
        wrong.append(
            f"the scripts were written for “{scripts.connection}”, whose name stands in each user_id; write them for "
            f"“{connection}”"
        )
    if wrong:
        raise DecisionError("The scripts", wrong)


def _find(session: Session, name: str) -> Connection | None:
    try:
        found = get_connection(session, name)
    except TerminalError as error:
        if error.status == _NOT_FOUND:
            return None
        raise
    if not found.is_database:
        strategy = (
            f"its strategy is {found.strategy}; scripts can stand behind a database only (strategy auth0)"
        )
        raise DecisionError(f"The connection {name}", [strategy])
    return found


def _differences(before: Connection, scripts: Scripts, configuration: Mapping[str, str]) -> tuple[str, ...]:
    """Name what is to change; a setting's value cannot be seen, so one that is there counts as it is."""
    options = before.options
    there, settings = options.get("customScripts") or {}, options.get("configuration") or {}
    switches = [name for name, value in _SWITCHES.items() if options.get(name) != value]
    sources = [name for name, source in scripts.sources.items() if there.get(name) != source]
    return (*switches, *sources, *(name for name in configuration if name not in settings))


def _change(session: Session, before: Connection, wanted: dict[str, Any]) -> None:
    """Write the options back, with ours in them; what the configuration holds of others goes back as it came."""
    merged = {**before.options, **wanted}
    for name in ("customScripts", "configuration"):
        merged[name] = {**(before.options.get(name) or {}), **wanted[name]}
    try:
        update_connection(session, before.id, options=merged)
    except TerminalError as error:
        if _HAS_USERS not in str(error):
            raise
        raise DecisionError(f"The connection {before.name}", [_WITH_USERS]) from None


def _verify(now: Connection, scripts: Scripts, configuration: Mapping[str, str]) -> None:
    if left := _differences(now, scripts, configuration):
        raise VerificationError(
            f"The tenant took the change of “{now.name}” and shows something else for {', '.join(left)}. Users are as "
            "they were. Somebody else may have changed the connection: look at it, and deploy again."
        )
