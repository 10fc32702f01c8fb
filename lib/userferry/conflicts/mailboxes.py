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


def domain(address: pl.Expr) -> pl.Expr:
    """Give what stands after the first at sign, null where there is none."""
    return address.str.splitn("@", 2).struct.field("field_1")


def mailboxes(address: pl.Expr, taken: dict[str, str]) -> pl.Expr:
    """Give the mailbox to which an address leads.

    Args:
        address: Lower-cased, without spaces.
        taken: Mistyped domains and whose they are: `slips()`, or those of them that the data bear out.
    """
    foreign = pl.Series([*ALIASES, *taken]).implode()
    mistyped, alias, tag, dots = (step for _, step in _steps(taken))

    def lead(values: pl.Series) -> pl.Series:
        # most addresses are their own mailbox, and each step is taken by few
        parts = _parts(values)
        is_foreign = parts["place"].is_in(foreign).fill_null(value=False)
        is_tagged = values.str.contains("+", literal=True).fill_null(value=False)
        parts = _change(_change(parts, is_foreign, mistyped, alias), is_tagged, tag)
        is_dotless = parts["place"].is_in(DOTLESS).fill_null(value=False)
        moves = is_foreign | is_tagged | is_dotless
        if not moves.any():
            return values
        moved = _change(parts, is_dotless, dots).filter(moves).select(_JOINED).to_series()
        return values.clone().scatter(moves.arg_true(), moved)

    return address.map_batches(lead, return_dtype=pl.String, is_elementwise=True)


def _change(parts: pl.DataFrame, which: pl.Series, *steps: pl.Expr) -> pl.DataFrame:
    """Take steps on some rows only."""
    if not which.any():
        return parts
    some, places = parts.filter(which), which.arg_true()
    for step in steps:
        some = some.with_columns(step)
    return parts.with_columns(column.clone().scatter(places, some[column.name]) for column in parts)


def mailbox_steps(address: pl.Series, taken: dict[str, str]) -> list[tuple[str, pl.Series]]:
    """Go from addresses to mailboxes step by step: what each step is called, and the addresses after it.

    Args:
        address: Lower-cased, without spaces.
        taken: As for `mailboxes`.
    """
    parts, found = _parts(address), []
    for word, step in _steps(taken):
        parts = parts.with_columns(step)
        found.append((word, parts.select(_JOINED).to_series()))
    return found


_JOINED = pl.concat_str("local", "place", separator="@")


def _parts(address: pl.Series) -> pl.DataFrame:
    return address.str.splitn("@", 2).struct.rename_fields(["local", "place"]).struct.unnest()


def _steps(taken: dict[str, str]) -> list[tuple[str, pl.Expr]]:
    local, place = pl.col("local"), pl.col("place")
    # as series, so that thousands of slips are not turned into one for every batch
    meant = place.replace(pl.Series([*taken], dtype=pl.String), pl.Series([*taken.values()], dtype=pl.String))
    bare = local.str.splitn("+", 2).struct.field("field_0")
    return [
        ("mistyped domain", pl.when(local.is_in(ROLES)).then(place).otherwise(meant).alias("place")),
        ("another name of the provider", place.replace(ALIASES)),
        ("tag after a plus", pl.when(bare != "").then(bare).otherwise(local).alias("local")),
        (
            "dots that the provider ignores",
            pl.when(place.is_in(DOTLESS)).then(local.str.replace_all(".", "", literal=True)).otherwise(local),
        ),
    ]
