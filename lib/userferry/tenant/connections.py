"""The tenant's connections as they are kept."""

import re
import sqlite3
from typing import Any

import orjson

from .refusals import Refusal

ID_PATTERN = re.compile(r"^con_[A-Za-z0-9]{16}$")

STRATEGIES_TEXT = (
    "ad adfs amazon apple dropbox bitbucket auth0-oidc auth0 baidu bitly box custom daccount dwolla email"
    " evernote-sandbox evernote exact facebook fitbit github google-apps google-oauth2 instagram ip line linkedin"
    " oauth1 oauth2 office365 oidc okta paypal paypal-sandbox pingfederate planningcenter salesforce-community"
    " salesforce-sandbox salesforce samlp sharepoint shopify shop sms soundcloud thirtysevensignals twitter"
    " untappd vkontakte waad weibo windowslive wordpress yahoo yandex"
)
STRATEGIES = frozenset(STRATEGIES_TEXT.split())  # OpenAPI

# A database connection's options as recorded (`recordings/JobManager_ImportUsers.yaml`).
DATABASE_OPTIONS: dict[str, Any] = {
    "mfa": {"active": True, "return_enroll_settings": True},
    "validation": {"username": {"max": 15, "min": 1}},
    "import_mode": False,
    "configuration": {},
    "customScripts": {},
    "passwordPolicy": "good",
    "password_history": {"size": 5, "enable": False},
    "strategy_version": 2,
    "requires_username": True,
    "password_dictionary": {"enable": False, "dictionary": []},
    "brute_force_protection": True,
    "password_no_personal_info": {"enable": False},
    "password_complexity_options": {"min_length": 8},
    "enabledDatabaseCustomization": False,
}


def make_connection(
    db: sqlite3.Connection,
    connection_id: str,
    name: str,
    *,
    strategy: str = "auth0",
    options: dict[str, Any] | None = None,
    enabled_clients: tuple[str, ...] = (),
) -> None:
    """Add a connection; one that is there already is left as it is.

    With flexible identifiers a database has none of the settings that they stand instead of (recorded).
    """
    given = options or {}
    defaults = DATABASE_OPTIONS if strategy == "auth0" else {}
    left_out = ("requires_username", "validation") if given.get("attributes") else ()
    body = {
        "id": connection_id,
        "options": {**{name: value for name, value in defaults.items() if name not in left_out}, **given},
        "strategy": strategy,
        "name": name,
        "is_domain_connection": False,
        "realms": [name],
        "enabled_clients": list(enabled_clients),
    }
    db.execute(
        "INSERT OR IGNORE INTO connections VALUES (?, ?, ?)",
        (connection_id, name, orjson.dumps(body).decode()),
    )


def find_connection(
    db: sqlite3.Connection, *, connection_id: str | None = None, name: str | None = None
) -> dict[str, Any] | None:
    """Find one by id or by name."""
    row = db.execute(
        "SELECT body FROM connections WHERE id = ? OR name = ?", (connection_id, name)
    ).fetchone()
    return None if row is None else orjson.loads(row["body"])


def require_connection(db: sqlite3.Connection, connection_id: str) -> dict[str, Any]:
    """Find the connection of the path; the 404 is recorded (`behaviour.md §5.5`)."""
    connection = find_connection(db, connection_id=connection_id)
    if connection is None:
        raise Refusal(404, "The connection does not exist", "inexistent_connection")
    return connection
