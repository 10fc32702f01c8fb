"""Which addresses may lead to one mailbox: tags, dots, a provider's other names, and a mistyped domain."""

import string
from functools import cache

import polars as pl

ALIASES = {
    "googlemail.com": "gmail.com",
    "pm.me": "protonmail.com",
    "proton.me": "protonmail.com",
    "protonmail.ch": "protonmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
}
"""A provider's other domains → the one under which its mailboxes are compared."""

DOTLESS = ("gmail.com",)
"""Providers that ignore dots before the at sign."""

TYPED = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "outlook.com",
    "protonmail.com",
    "yahoo.com",
)
"""Providers whose domain is long enough that a neighbour by one letter is likely a slip."""

REAL = frozenset(
    ("mail.com", "ymail.com", "email.com", "cloud.com", "hotmail.co", "yahoo.co", "gmail.org", "fmail.com")
)
"""Domains one letter away from a provider's that have mailboxes of their own."""

ROLES = (
    "info",
    "admin",
    "sales",
    "contact",
    "hello",
    "mail",
    "me",
    "office",
    "post",
    "service",
    "support",
    "team",
)
"""Local parts that stand for a desk and not for a person: the same desk at a neighbouring domain says nothing."""

RARE = 20
"""A domain is a slip only where the data have at least so many addresses of the provider for each of its own."""


@cache
def slips() -> dict[str, str]:
    """Give every domain that one letter too few, too many, wrong or swapped makes of a provider's, and whose it is."""
    letters = string.ascii_lowercase + string.digits + "-."
    found: dict[str, str] = {}
    for name in TYPED:
        cuts = [(name[:place], name[place:]) for place in range(len(name) + 1)]
        near = {left + right[1:] for left, right in cuts if right}
        near |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
        near |= {left + letter + right[1:] for left, right in cuts if right for letter in letters}
        near |= {left + letter + right for left, right in cuts for letter in letters}
        found |= dict.fromkeys(sorted(near), name)
    known = REAL | set(TYPED) | set(ALIASES)
    return {slip: name for slip, name in found.items() if slip not in known}


def local_part(address: pl.Expr) -> pl.Expr:
    """Give what stands before the first at sign."""
    return address.str.splitn("@", 2).struct.field("field_0")


def domain(address: pl.Expr) -> pl.Expr:
    """Give what stands after the first at sign, null where there is none."""
    return address.str.splitn("@", 2).struct.field("field_1")


def mailbox_steps(address: pl.Expr, taken: dict[str, str]) -> list[tuple[str, pl.Expr, pl.Expr]]:
    """Give the steps from an address to its mailbox: what each is called, the local part and the domain after it.

    Args:
        address: Lower-cased, without spaces.
        taken: Slips to read as the provider's domain, such as `slips()` or those of them that the data bear out.
    """
    local, place = local_part(address), domain(address)
    is_role = local.is_in(ROLES)
    meant = pl.when(is_role).then(place).otherwise(place.replace(taken)) if taken else place
    named = meant.replace(ALIASES)
    bare = (
        pl.when(local.str.contains("+", literal=True)).then(local.str.replace(r"\+.*$", "")).otherwise(local)
    )
    bare = pl.when(bare != "").then(bare).otherwise(local)
    dotless = pl.when(named.is_in(DOTLESS)).then(bare.str.replace_all(".", "", literal=True)).otherwise(bare)
    return [
        ("mistyped domain", local, meant),
        ("another name of the provider", local, named),
        ("tag after a plus", bare, named),
        ("dots that the provider ignores", dotless, named),
    ]
