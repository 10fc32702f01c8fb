"""What the bodies of connections' endpoints may hold (OpenAPI), and what of a connection is shown."""

from typing import Any

from .connections import STRATEGIES
from .schemas import ANY_OBJECT, FLAG, Schema, fields, listed, open_fields, or_null, text, text_map, whole

MASK = "*****"
SCRIPTS = (
    "login",
    "get_user",
    "delete",
    "change_password",
    "verify",
    "create",
    "change_username",
    "change_email",
    "change_phone_number",
)
LENGTHS = fields({"min": whole(least=1), "max": whole(least=1)}, required=["min", "max"])
OPTIONS = open_fields(
    {
        "validation": fields({"username": LENGTHS}),
        "enabledDatabaseCustomization": FLAG,
        "import_mode": FLAG,
        "requires_username": FLAG,
        "enable_script_context": FLAG,
        "disable_self_service_change_password": FLAG,
        "brute_force_protection": FLAG,
        "configuration": or_null(ANY_OBJECT),
        "customScripts": open_fields(dict.fromkeys(SCRIPTS, text(least=1))),
        "attributes": ANY_OBJECT,
        "precedence": listed(text(enum=["email", "phone_number", "username"])),
        "passwordPolicy": or_null(text(enum=["none", "low", "fair", "good", "excellent"])),
        "password_complexity_options": or_null(fields({"min_length": whole(least=1, most=128)})),
        "upstream_params": or_null(ANY_OBJECT),
    }
)  # what this tenant reads or a migration sets; the many other options are taken as they come
PROPERTIES: dict[str, Schema] = {
    "display_name": text(most=128),
    "options": OPTIONS,
    "is_domain_connection": FLAG,
    "show_as_button": FLAG,
    "realms": listed(text(least=1)),
    "metadata": text_map(255, entries=10),
    "authentication": fields({"active": FLAG}, required=["active"]),
    "connected_accounts": fields({"active": FLAG, "cross_app_access": FLAG}, required=["active"]),
}
NEW = fields(
    {
        **PROPERTIES,
        "name": text(most=128, pattern=r"^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$"),
        "strategy": text(enum=STRATEGIES),
        "enabled_clients": listed(text()),
    },
    required=["name", "strategy"],
)
CHANGED = fields({**PROPERTIES, "enabled_clients": or_null(listed(text()))}, least=1)
CLIENTS = listed(
    fields({"client_id": text(), "status": FLAG}, required=["client_id", "status"]), least=1
)  # fmt: skip


def keep_masked(options: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Put back what a client read as a mask and sends again: the scripts' configuration is never shown."""
    kept = before.get("configuration") or {}
    sent = options.get("configuration") or {}
    if not sent:
        return options
    whole_again = {name: kept.get(name, value) if value == MASK else value for name, value in sent.items()}
    return {**options, "configuration": whole_again}


def shown_connection(connection: dict[str, Any]) -> dict[str, Any]:
    """Give a connection without the values of its scripts' configuration (Auth0 encrypts them, documented)."""
    options = connection["options"]
    hidden = dict.fromkeys(options.get("configuration") or {}, MASK)
    return {**connection, "options": {**options, "configuration": hidden}} if hidden else connection
