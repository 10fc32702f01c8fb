"""Rows that share an identifier, taken in their order: each may stand in the way of those below."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import polars as pl

from userferry.forecast.identifying import IDENTIFIERS

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


def find_people(known: pl.DataFrame, tangled: pl.DataFrame) -> dict[tuple[str, str], tuple[int, bool]]:
    """Give who has an identifier: a number, and whether its custom hash may be replaced; only those rows will meet."""
    custom = (
        pl.col("credential").eq_missing("custom") if "credential" in known.columns else pl.lit(value=False)
    )
    counted = known.with_row_index("person").with_columns(custom.alias("is_custom"))
    return {
        (name, value): (person, is_custom)
        for name in IDENTIFIERS
        if name in known.columns
        for value, person, is_custom in counted.filter(
            pl.col(name).is_in(tangled[name].drop_nulls().implode())
        )
        .select(name, "person", "is_custom")
        .iter_rows()
    }


def settle_rows(
    arrivals: Iterable[Arrival],
    people: dict[tuple[str, str], tuple[int, bool]],
    *,
    upsert: bool,
    are_factors_off: bool,
) -> Iterator[tuple[int, str, list[str]]]:
    """Take the rows in their order; each one may stand in the way of those below."""
    seen: set[tuple[str, str]] = set()
    chunk = None
    for arrival in arrivals:
        if arrival.chunk != chunk:
            chunk, seen = arrival.chunk, set()
        keys = [(name, value) for name in IDENTIFIERS if (value := getattr(arrival, name)) is not None]
        unique = [key for key in keys if key[0] in _UNIQUE_IN_FILE]
        if not seen.isdisjoint(unique):
            yield arrival.row, "failed", [_DUPLICATE]
            continue
        seen.update(unique)
        met = {key[0]: people[key] for key in keys if key in people}
        outcome, code = _meet(met, arrival, upsert=upsert)
        if outcome == "inserted":
            person = (-1 - arrival.row, arrival.has_custom_hash)
            people.update(dict.fromkeys(keys, person))
        if not code and are_factors_off and arrival.has_factors:
            outcome, code = "failed", FACTORS_FAILED
        yield arrival.row, outcome, [code] if code else []


def _meet(met: Mapping[str, tuple[int, bool]], arrival: Arrival, *, upsert: bool) -> tuple[str, str | None]:
    """Say what becomes of a row that meets these users: an upsert matches by email alone (`behaviour.md` §2.4)."""
    if not met:
        return "inserted", None
    if not upsert:
        return "failed", _DUPLICATE
    match = met.get("email")
    others = [name for name in _CLASHES if name in met and (match is None or met[name] != match)]
    clash = _CLASHES[others[0]] if others else None
    if clash or match is None:
        return "failed", clash
    if arrival.has_custom_hash and not match[1]:
        return "failed", _HASH_DEFINED
    return "updated", None
