"""Rows that share an identifier, taken in their order: each may stand in the way of those below."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import polars as pl

from userferry.checks.connection import has_factors_off
from userferry.forecast.identifying import IDENTIFIERS, find_tangled, identify_known
from userferry.frames import Frame

FACTORS_FAILED = "MFA_FACTORS_FAILED"
"""The code of a row whose factors fail though the rest of it is done (`behaviour.md` §1.1)."""

_UNIQUE_IN_FILE = ("email", "username", "user_id")
_CLASHES = {
    "email": "CONFLICT_EMAIL",
    "username": "CONFLICT_USERNAME",
    "user_id": "CONFLICT",
    "phone_number": "CONFLICT",
}
_DUPLICATE, _HASH_DEFINED = "DUPLICATED_USER", "CONFLICT"

Person = tuple[int, bool | None]
"""Who has an identifier: a number, and whether an imported custom hash waits for its first use; None if unknown."""


class Fate(NamedTuple):
    """What becomes of a row: `code` is null where it is taken; `is_doubtful` where an unknown hash decides."""

    row: int
    outcome: str
    code: str | None
    is_doubtful: bool = False


class Arrival(NamedTuple):
    """A row that the schema lets through, with its identifiers as they are stored."""

    row: int
    chunk: int
    email: str | None
    username: str | None
    user_id: str | None
    phone_number: str | None
    has_custom_hash: bool
    has_factors: bool


_AT_ONCE = 100_000
_FATES = {"__row": pl.Int64, "outcome": pl.String, "code": pl.String, "is_doubtful": pl.Boolean}


def settle_users(
    users: pl.LazyFrame,
    target: Frame | None,
    *,
    connection: Mapping[str, Any] | None,
    upsert: bool,
    chunks: pl.DataFrame | None = None,
    is_distinct: bool = False,
) -> pl.DataFrame:
    """Say what becomes of whoever shares an identifier with somebody; only those are gone through one by one.

    Args:
        users: Of `identify_users`; the checks let each of them through.
        target: The connection's users, as for `forecast_outcomes`.
        connection: The live connection as the API gives it; None for Auth0's defaults.
        upsert: Whether users who exist are updated.
        chunks: `__row` and `chunk` Int64; None for one file.
        is_distinct: Whether it is known that no two of the users share an identifier.

    Returns:
        `__row` Int64; `outcome` (`inserted`, `updated` or `failed`), `code` (the tenant's, null where it takes the
        row) String; `is_doubtful` Boolean: whether it turns on a hash of the tenant's that nobody can see.
    """
    known = identify_known(target)
    tangled = find_tangled(users, known, is_distinct=is_distinct)
    cut = tangled.with_columns(chunk=pl.lit(1, pl.Int64))
    if chunks is not None:
        cut = tangled.join(chunks.select("__row", "chunk"), on="__row", how="left")
    fates = settle_rows(
        (
            Arrival(*row)
            for row in cut.select("__row", *Arrival._fields[1:]).sort("chunk", "__row").iter_rows()
        ),
        find_people(known, tangled),
        upsert=upsert,
        are_factors_off=has_factors_off(connection),
    )
    settled = [pl.DataFrame(schema=_FATES)]
    while some := list(islice(fates, _AT_ONCE)):
        settled.append(pl.DataFrame(some, schema=_FATES, orient="row"))
    return pl.concat(settled)


def find_people(known: pl.LazyFrame, tangled: pl.DataFrame) -> dict[tuple[str, str], Person]:
    """Give who has each identifier of these rows; nobody else is held.

    Args:
        known: Of `identify_known`.
        tangled: Of `find_tangled`.
    """
    people: dict[tuple[str, str], Person] = {}
    for name in IDENTIFIERS:
        values = tangled.lazy().select(name).drop_nulls()
        met = known.select(name, "person", "is_custom").join(values, on=name, how="semi")
        for value, person, is_custom in met.collect(engine="streaming").iter_rows():
            people[name, value] = person, is_custom
    return people


def settle_rows(
    arrivals: Iterable[Arrival],
    people: dict[tuple[str, str], Person],
    *,
    upsert: bool,
    are_factors_off: bool,
) -> Iterator[Fate]:
    """Take the rows in their order; each one may stand in the way of those below."""
    seen: set[tuple[str, str]] = set()
    chunk = None
    for arrival in arrivals:
        if arrival.chunk != chunk:
            chunk, seen = arrival.chunk, set()
        keys = [(name, value) for name in IDENTIFIERS if (value := getattr(arrival, name)) is not None]
        unique = [key for key in keys if key[0] in _UNIQUE_IN_FILE]
        if not seen.isdisjoint(unique):
            yield Fate(arrival.row, "failed", _DUPLICATE)
            continue
        seen.update(unique)
        met = {key[0]: people[key] for key in keys if key in people}
        fate = _meet(met, arrival, upsert=upsert)
        if fate.outcome == "inserted":
            person = (-1 - arrival.row, arrival.has_custom_hash)
            people.update(dict.fromkeys(keys, person))
        if fate.code is None and are_factors_off and arrival.has_factors:
            fate = Fate(arrival.row, "failed", FACTORS_FAILED)
        yield fate


def _meet(met: Mapping[str, Person], arrival: Arrival, *, upsert: bool) -> Fate:
    """Say what becomes of a row that meets these users: an upsert matches by email alone (`behaviour.md` §2.4)."""
    row = arrival.row
    if not met:
        return Fate(row, "inserted", None)
    if not upsert:
        return Fate(row, "failed", _DUPLICATE)
    match = met.get("email")
    others = [name for name in _CLASHES if name in met and (match is None or met[name] != match)]
    if others or match is None:
        return Fate(row, "failed", _CLASHES[others[0]])
    if arrival.has_custom_hash and not match[1]:
        return Fate(row, "failed", _HASH_DEFINED, is_doubtful=match[1] is None)
    return Fate(row, "updated", None)
