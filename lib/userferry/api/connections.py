"""Connections: which there are, whether one can take an import, and what stands behind it (behaviour.md §5.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from userferry.api.session import Session
from userferry.errors import TerminalError


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection of the tenant.

    Args:
        id: `con_` and 16 characters.
        name: As log-ins name it, their realm.
        strategy: `auth0` for a database.
        enabled_clients: Applications that may use it.
        options: As the tenant gives them; may hold scripts, so never shown.
    """

    id: str
    name: str
    strategy: str
    enabled_clients: tuple[str, ...] = field(default=(), repr=False)
    options: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_database(self) -> bool:
        """Whether users can be imported into it at all."""
        return self.strategy == "auth0"

    @property
    def has_import_mode(self) -> bool:
        """Whether a custom database moves its users into Auth0 as they log in."""
        return bool(self.options.get("import_mode"))

    @property
    def is_custom_database(self) -> bool:
        """Whether scripts stand behind it; an import then needs import mode."""
        return bool(self.options.get("enabledDatabaseCustomization"))

    @property
    def has_usernames(self) -> bool:
        """Whether its users have usernames."""
        return bool(self.options.get("requires_username"))


def list_connections(session: Session, *, strategy: str | None = None) -> list[Connection]:
    """Fetch the connections, all of them or those of a strategy."""
    found: list[Connection] = []
    per_page = 50
    while True:
        params = {"page": str(len(found) // per_page), "per_page": str(per_page)}
        if strategy is not None:
            params["strategy"] = strategy
        said = session.request("GET", "/api/v2/connections", params=params).json()
        page = said["connections"] if isinstance(said, dict) else said
        found += [_connection(item) for item in page]
        if len(page) < per_page:
            return found


def get_connection(session: Session, id_or_name: str) -> Connection:
    """Fetch a connection by its id, or else by its name; TerminalError when there is neither."""
    if id_or_name.startswith("con_"):
        try:
            return _connection(session.request("GET", _path(id_or_name)).json())
        except TerminalError as error:
            if error.status not in {400, 404}:
                raise
    said = session.request("GET", "/api/v2/connections", params={"name": id_or_name}).json()
    named = said["connections"] if isinstance(said, dict) else said
    for item in named:
        if item.get("name") == id_or_name:
            return _connection(item)
    known = ", ".join(sorted(each.name for each in list_connections(session))[:20])
    raise TerminalError(
        f"The tenant has no connection “{id_or_name}”. Nothing was changed; use one of: {known or 'none'}.",
        status=404,
        code="inexistent_connection",
    )


def create_connection(
    session: Session, name: str, *, options: Mapping[str, Any], enabled_clients: Sequence[str] = ()
) -> Connection:
    """Make a database connection; wants the scope `create:connections`.

    Args:
        session: With the tenant.
        name: Letters, digits and hyphens.
        options: What differs from the tenant's defaults.
        enabled_clients: Applications that may use it; without one, no user can be imported or log in.

    Raises TerminalError, of status 409 where the name is taken.
    """
    made = {
        "name": name,
        "strategy": "auth0",
        "options": dict(options),
        "enabled_clients": list(enabled_clients),
    }
    return _connection(session.request("POST", "/api/v2/connections", json=made).json())


def update_connection(session: Session, connection_id: str, *, options: Mapping[str, Any]) -> Connection:
    """Replace a connection's options whole, which is what a PATCH of them does; wants `update:connections`."""
    body = {"options": dict(options)}
    return _connection(session.request("PATCH", _path(connection_id), json=body, repeatable=True).json())


def _path(connection_id: str) -> str:
    return f"/api/v2/connections/{quote(connection_id, safe='')}"


def _connection(said: dict[str, Any]) -> Connection:
    return Connection(
        id=said["id"],
        name=said["name"],
        strategy=said.get("strategy", ""),
        enabled_clients=tuple(said.get("enabled_clients") or ()),
        options=said.get("options") or {},
    )
