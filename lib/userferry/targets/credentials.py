"""Where an application's credentials come from: the environment, or else this user's keyring; and what they may do."""

import os
from collections.abc import Collection
from importlib import import_module
from importlib.util import find_spec

SCOPES = {
    "look at it": ("read:connections", "read:users"),
    "import": ("create:users", "read:users"),
    "undo": ("read:users", "update:users", "delete:users"),
    "assign roles": ("read:roles", "update:roles or create:role_members"),
    "add members": ("read:organizations", "create:organization_members", "create:organization_member_roles"),
    "automatic migration": ("create:connections", "update:connections"),
}
"""What is done to a tenant → the Management API's scopes that it takes (the OpenAPI document's `security`)."""


def find_credential(variable: str, host: str) -> str:
    """Find an application's id or secret; empty where there is none.

    The keyring is asked where the package `keyring` is installed, for the service `userferry:<host>`; its own command
    `keyring set userferry:<host> <variable>` puts it there.

    Args:
        variable: Such as `AUTH0_CLIENT_SECRET`.
        host: The tenant's.
    """
    if said := os.environ.get(variable):
        return said
    if find_spec("keyring") is None:
        return ""
    try:
        return import_module("keyring").get_password(f"userferry:{host}", variable) or ""
    except Exception:  # noqa: BLE001 a locked or a missing keyring fails in as many ways as there are systems
        return ""


def lacking_scopes(held: Collection[str]) -> dict[str, list[str]]:
    """Name what a token with these scopes cannot do, and the scopes that it lacks for it."""
    lacking = {
        done: [scope for scope in scopes if not any(each in held for each in scope.split(" or "))]
        for done, scopes in SCOPES.items()
    }
    return {done: scopes for done, scopes in lacking.items() if scopes}
