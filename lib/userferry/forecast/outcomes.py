"""What will the tenant do with each row? Its checks, the users it has, and the rows above, row by row."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from userferry.checks import Failure, check_rows, check_users
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.frames import Frame, numbered
from userferry.schema import ID_PREFIX

IDENTIFIERS = ("email", "username", "user_id", "phone_number")
"""What is unique in a connection, in the order in which the tenant looks for a clash (`behaviour.md` §2.4)."""

_UNIQUE_IN_FILE = ("email", "username", "user_id")
_CLASHES = {
    "email": "CONFLICT_EMAIL",
    "username": "CONFLICT_USERNAME",
    "user_id": "CONFLICT",
    "phone_number": "CONFLICT",
}
_DUPLICATE, _HASH_DEFINED, _FACTORS_FAILED = "DUPLICATED_USER", "CONFLICT", "MFA_FACTORS_FAILED"
_SHAPE = pl.Struct(
    {
        **dict.fromkeys(IDENTIFIERS, pl.String()),
        "custom_password_hash": pl.Struct({"algorithm": pl.String()}),
        "mfa_factors": pl.List(pl.Struct({"totp": pl.Struct({"secret": pl.String()})})),
    }
)
"""What decides the fate of a user as JSON; the schema has judged it, so each part has its type."""

_OUTCOMES = pl.Schema({"__row": pl.Int64(), "outcome": pl.String(), "codes": pl.List(pl.String())})


@dataclass(frozen=True, slots=True, repr=False)
class Outcomes:
    """What the tenant will do with each row that it is sent.

    Args:
        rows: `__row` Int64; `outcome` String: `inserted`, `updated`, `refused` (by the schema or the connection) or
            `failed` (for another user's sake); `codes` List(String), sorted: the tenant's, none where it takes the row.
    """

    rows: pl.DataFrame

    def counts(self) -> pl.DataFrame:
        """Count `rows` by `outcome` and the codes, most first."""
        named = self.rows.with_columns(pl.col("codes").list.join(", "))
        grouped = named.group_by("outcome", "codes").agg(pl.len().cast(pl.Int64).alias("rows"))
        return grouped.sort(["rows", "outcome", "codes"], descending=[True, False, False])

    def __repr__(self) -> str:
        """Say how many rows come to what."""
        counted = dict(self.rows.group_by("outcome").len().rows())
        words = ", ".join(
            f"{counted.get(name, 0):,} {name}" for name in ("inserted", "updated", "refused", "failed")
        )
        return f"Outcomes({self.rows.height:,} rows: {words})"

    def _repr_html_(self) -> str:
        head = self.counts().head(20).iter_rows()
        return table(headline(self), ["outcome", "the tenant's codes", "rows"], head)

    def write(self, folder: Path) -> Path:
        """Write `outcomes.parquet` into the folder."""
        return write_frame(folder / "outcomes.parquet", self.rows)

    @classmethod
    def read(cls, folder: Path) -> "Outcomes":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "outcomes.parquet"))


class _Arrival(NamedTuple):
    row: int
    chunk: int
    email: str | None
    username: str | None
    user_id: str | None
    phone_number: str | None
    has_custom_hash: bool
    has_factors: bool


def forecast_outcomes(
    users: Frame,
    target: pl.DataFrame | None = None,
    *,
    connection: Mapping[str, Any] | None = None,
    upsert: bool = False,
    chunks: pl.DataFrame | None = None,
) -> Outcomes:
    """Say what the tenant will do with each row if all are sent, file after file.

    Ghosts of an interrupted migration cannot be seen from outside and are not foreseen (`behaviour.md` §2.4).

    Args:
        users: `__row` Int64 and a column for each attribute, or `__row` and `json` String.
        target: The connection's users as an export gives them: `email`, `username`, `user_id` (with its prefix) and
            `phone_number`, Strings, those it has; perhaps `credential`: `custom` for an imported custom hash that
            nobody has logged in with. An export cannot tell, so without it none is taken for one. None for no users.
        connection: The live connection as the API gives it; None for Auth0's defaults.
        upsert: Whether users who exist are updated.
        chunks: `__row` and `chunk` Int64, as `Chunks` has them; None for one file.
    """
    users = numbered(users)
    good, failure = (check_rows if "json" in users.collect_schema() else check_users)(users, connection)
    arrivals = _identified(good)
    if chunks is None:
        arrivals = arrivals.with_columns(pl.lit(1, pl.Int64).alias("chunk"))
    else:
        arrivals = arrivals.join(chunks.lazy().select("__row", "chunk"), on="__row", how="left")
    found = arrivals.select("__row", "chunk", *IDENTIFIERS, "has_custom_hash", "has_factors").collect()
    are_factors_off = not _mfa(connection).get("active", True)
    known = pl.DataFrame(schema=dict.fromkeys(IDENTIFIERS, pl.String)) if target is None else target
    tangled = _tangled(found, known)
    fates = _settle(
        (_Arrival(*row) for row in tangled.sort("chunk", "__row").iter_rows()),
        _people(known, tangled),
        upsert=upsert,
        are_factors_off=are_factors_off,
    )
    settled = pl.DataFrame(list(fates), schema=_OUTCOMES, orient="row")
    alone = found.join(tangled, on="__row", how="anti").select(
        "__row", *_fresh(are_factors_off=are_factors_off)
    )
    every = pl.concat([_refused(failure), settled, alone])
    return Outcomes(every.sort("__row"))


def _mfa(connection: Mapping[str, Any] | None) -> Mapping[str, Any]:
    options = (connection or {}).get("options") or {}
    found: Mapping[str, Any] = options.get("mfa") or {}
    return found


def _identified(good: pl.LazyFrame) -> pl.LazyFrame:
    """Give each user's identifiers as they are stored, and what else decides its fate."""
    schema = good.collect_schema()
    if "json" in schema:
        good = good.select("__row", pl.col("json").str.json_decode(_SHAPE).alias("user")).unnest("user")
        schema = good.collect_schema()
    there = {name: pl.col(name) if name in schema else pl.lit(None, pl.String) for name in IDENTIFIERS}
    return good.select(
        "__row",
        there["email"].str.to_lowercase().alias("email"),
        there["username"].str.to_lowercase().alias("username"),
        (pl.lit(ID_PREFIX) + there["user_id"]).alias("user_id"),
        there["phone_number"].alias("phone_number"),
        _holds("custom_password_hash", schema).alias("has_custom_hash"),
        _holds("mfa_factors", schema).alias("has_factors"),
    )


def _holds(name: str, schema: pl.Schema) -> pl.Expr:
    if name not in schema:
        return pl.lit(value=False)
    dtype = schema[name]
    if isinstance(dtype, pl.Struct):  # which of a frame's structs is no null though it holds nothing
        return pl.col(name).struct.field("algorithm").is_not_null()
    return pl.col(name).is_not_null()


def _tangled(found: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that share an identifier with another row or with a user who exists; the others cannot collide."""
    shared = [
        pl.col(name).is_not_null() & (pl.col(name).is_duplicated() | _is_known(name, known))
        for name in IDENTIFIERS
    ]
    return found.filter(pl.any_horizontal(shared))


def _is_known(name: str, known: pl.DataFrame) -> pl.Expr:
    return (
        pl.col(name).is_in(known[name].drop_nulls().implode())
        if name in known.columns
        else pl.lit(value=False)
    )


def _people(known: pl.DataFrame, tangled: pl.DataFrame) -> dict[tuple[str, str], tuple[int, bool]]:
    """Give who has an identifier: a number, and whether its custom hash may be replaced; only those rows will meet."""
    custom = (
        pl.col("credential").eq_missing("custom") if "credential" in known.columns else pl.lit(value=False)
    )
    numbered_people = known.with_row_index("person").with_columns(custom.alias("is_custom"))
    return {
        (name, value): (person, is_custom)
        for name in IDENTIFIERS
        if name in known.columns
        for value, person, is_custom in numbered_people.filter(
            pl.col(name).is_in(tangled[name].drop_nulls().implode())
        )
        .select(name, "person", "is_custom")
        .iter_rows()
    }


def _settle(
    arrivals: Iterable[_Arrival],
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
            outcome, code = "failed", _FACTORS_FAILED
        yield arrival.row, outcome, [code] if code else []


def _meet(met: Mapping[str, tuple[int, bool]], arrival: _Arrival, *, upsert: bool) -> tuple[str, str | None]:
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


def _fresh(*, are_factors_off: bool) -> list[pl.Expr]:
    fails = pl.col("has_factors") & are_factors_off
    none = pl.lit([], pl.List(pl.String))
    return [
        pl.when(fails).then(pl.lit("failed")).otherwise(pl.lit("inserted")).alias("outcome"),
        pl.when(fails).then(pl.lit([_FACTORS_FAILED])).otherwise(none).alias("codes"),
    ]


def _refused(failure: Failure) -> pl.DataFrame:
    codes = failure.findings.group_by("__row").agg(pl.col("code").sort().alias("codes"))
    return codes.select("__row", pl.lit("refused").alias("outcome"), "codes")
