"""What the connection itself asks of a user, and whether it takes an import at all (`behaviour.md` §1.1, §2.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from userferry.checks.places import ROOT
from userferry.checks.rule import Rule

_IDENTIFIERS = ("email", "username", "phone_number")


@dataclass(frozen=True, slots=True)
class Demands:
    """A connection's own rules.

    Args:
        compulsory: Attributes that each user must have.
        any_of: Where none is compulsory, attributes of which each user must have one.
        username_bounds: The fewest and the most characters of a username.
    """

    compulsory: tuple[str, ...] = ("email",)
    any_of: tuple[str, ...] = ()
    username_bounds: tuple[int, int] = (1, 15)


def read_demands(connection: Mapping[str, Any] | None) -> Demands:
    """Read a connection as the API gives it; None and what it leaves out mean Auth0's defaults.

    With flexible identifiers `profile_required` makes an attribute compulsory. Whether an address may be missing
    when none is, is not known (§1.1); we expect that one identifier is enough.
    """
    options = _part(connection, "options")
    attributes = _part(options, "attributes")
    flexible = _part(attributes, "username", "validation")
    plain = _part(options, "validation", "username")
    bounds = (
        flexible.get("min_length", plain.get("min", 1)),
        flexible.get("max_length", plain.get("max", 15)),
    )
    if not attributes:
        return Demands(username_bounds=bounds)
    known = [name for name in _IDENTIFIERS if isinstance(attributes.get(name), Mapping)]
    compulsory = tuple(name for name in known if attributes[name].get("profile_required"))
    any_of = () if compulsory else tuple(known) or ("email",)
    return Demands(compulsory, any_of, bounds)


def connection_rules(connection: Mapping[str, Any] | None) -> Iterator[Rule]:
    """Refuse every user where the tenant would refuse the whole job at its door (§2.2)."""
    said, options = connection or {}, _part(connection, "options")
    if said.get("strategy", "auth0") != "auth0":
        yield _at_the_door("database", "Connection must be a database connection", "choose a database")
    if "enabled_clients" in said and not said["enabled_clients"]:
        yield _at_the_door("enabled", "Connection must be enabled.", "enable it for an application")
    if options.get("enabledDatabaseCustomization") and not options.get("import_mode"):
        words = "Custom Database Connections without import mode are not allowed."
        yield _at_the_door("import_mode", words, "switch on “Import Users to Auth0”")


def has_factors_off(connection: Mapping[str, Any] | None) -> bool:
    """Say whether the connection's own MFA is off, in which case we expect factors to fail (§1.1; inferred)."""
    return not _part(connection, "options", "mfa").get("active", True)


def _at_the_door(name: str, message: str, fix: str) -> Rule:
    every = pl.lit(value=True)
    needs = (f"k:{ROOT}",)
    return Rule(f"connection.{name}", needs, "operation_not_supported", message, None, every, fix=fix)


def _part(holder: Mapping[str, Any] | None, *keys: str) -> Mapping[str, Any]:
    found: Any = holder
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}
