"""A connection's settings as the API gives them, without what may be a secret."""

import re
from typing import Any

from userferry.api import Connection

_SECRET = re.compile(
    r"configuration|script|secret|token|credential|cert|key$|password$|passphrase", re.IGNORECASE
)


def settings_of(connection: Connection) -> dict[str, Any]:
    """Give `id`, `name`, `strategy`, `enabled_clients` and `options` without scripts and whatever may be a secret."""
    return {
        "id": connection.id,
        "name": connection.name,
        "strategy": connection.strategy,
        "enabled_clients": list(connection.enabled_clients),
        "options": _without_secrets(connection.options),
    }


def changed_settings(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Name what differs between two answers about a connection, such as `options.validation`."""
    plain = [name for name in sorted({*before, *now} - {"options"}) if before.get(name) != now.get(name)]
    old, new = before.get("options") or {}, now.get("options") or {}
    return plain + [f"options.{name}" for name in sorted({*old, *new}) if old.get(name) != new.get(name)]


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_secrets(one) for name, one in value.items() if not _SECRET.search(name)}
    return [_without_secrets(one) for one in value] if isinstance(value, list) else value
