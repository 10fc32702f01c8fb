"""Lay what was worked out case by case back into the order of a batch.

The fields of a conversion stay flat columns until each row has its own: a struct is then made once, and the
fields that no case fills are not carried about.
"""

from collections.abc import Iterable, Sequence

import polars as pl

from userferry.passwords.deciding import Case
from userferry.passwords.format import Format
from userferry.passwords.partition import captured
from userferry.passwords.verdicts import HASH_FINDING, verdict_table

_TEXT = pl.String()
_KEY = pl.Struct({"value": _TEXT, "encoding": _TEXT})
CUSTOM_PASSWORD_HASH = pl.Struct(
    {
        "algorithm": _TEXT,
        "hash": pl.Struct({"value": _TEXT, "encoding": _TEXT, "digest": _TEXT, "key": _KEY}),
        "salt": pl.Struct({"value": _TEXT, "encoding": _TEXT, "position": _TEXT}),
        "password": pl.Struct({"encoding": _TEXT}),
        "keylen": pl.Int64(),
        "cost": pl.Int64(),
        "blockSize": pl.Int64(),
        "parallelization": pl.Int64(),
    }
)
"""`custom_password_hash` as a column: what is absent is null, at every level (`behaviour.md` §1.2)."""


def _leaves(dtype: pl.Struct, path: str = "") -> dict[str, pl.DataType]:
    found: dict[str, pl.DataType] = {}
    for one in dtype.fields:
        if isinstance(one.dtype, pl.Struct):
            found |= _leaves(one.dtype, f"{path}{one.name}.")
        else:
            found[f"{path}{one.name}"] = one.dtype  # type: ignore[assignment]  # never a class
    return found


_LEAVES = _leaves(CUSTOM_PASSWORD_HASH)


def lay_findings(cases: Sequence[Case], rows: int) -> pl.Series:
    """A `HASH_FINDING` for each row.

    Args:
        cases: Together every row once.
        rows: How many rows the batch has.
    """
    if not cases:
        return pl.Series("finding", [], dtype=HASH_FINDING)
    said = verdict_table(case.verdict for case in cases)
    if len(cases) == 1:
        return said.new_from_index(0, rows)
    return said.gather(_spread(cases, rows, range(len(cases))))


def lay_told(cases: Sequence[Case], rows: int) -> pl.Series:
    """A `CUSTOM_PASSWORD_HASH` for each row, null where it is not converted.

    Args:
        cases: Together every row once.
        rows: How many rows the batch has.
    """
    sent = [case for case in cases if case.verdict.kind == "converted"]
    if not sent:
        return pl.Series("told", [None], dtype=CUSTOM_PASSWORD_HASH).new_from_index(0, rows)[:rows]
    flat = pl.concat([_converted(case.known, case.part) for case in sent], how="diagonal")
    if len(cases) > 1:
        places = pl.Series([None], dtype=pl.UInt32).new_from_index(0, rows)
        order = pl.int_range(flat.height, dtype=pl.UInt32, eager=True)
        places = places.scatter(pl.concat([case.part["row"] for case in sent]), order)
        flat = flat.select(pl.all().gather(places))
    told = _struct(CUSTOM_PASSWORD_HASH, "", flat.columns)
    if len(cases) > len(sent):
        told = pl.when(pl.col("algorithm").is_not_null()).then(told)
    return flat.select(told=told).to_series()


def _spread(cases: Iterable[Case], rows: int, numbers: Iterable[int]) -> pl.Series:
    spread = pl.Series([0], dtype=pl.UInt32).new_from_index(0, rows)
    for case, number in zip(cases, numbers, strict=True):
        spread = spread.scatter(case.part["row"], number)
    return spread


def _converted(known: Format, part: pl.DataFrame) -> pl.DataFrame:

    asked = {"algorithm": pl.lit(known.algorithm), **(known.convert or {})}
    wanted = [value.cast(_LEAVES[path]).alias(path) for path, value in asked.items()]
    # A literal is stretched to the rows only beside a column.
    read = captured(part, known, wanted)
    return read.with_columns(wanted).select(*asked)


def _struct(dtype: pl.Struct, path: str, present: Sequence[str]) -> pl.Expr:
    fields = []
    for one in dtype.fields:
        name = f"{path}{one.name}"
        if isinstance(one.dtype, pl.Struct):
            inner = [key for key in present if key.startswith(f"{name}.")]
            part = _struct(one.dtype, f"{name}.", inner) if inner else pl.lit(None, one.dtype)
            if inner and name in ("salt", "password", "hash.key"):
                part = pl.when(pl.any_horizontal(pl.col(inner).is_not_null())).then(part)
        else:
            part = pl.col(name) if name in present else pl.lit(None, one.dtype)
        fields.append(part.alias(one.name))
    return pl.struct(fields)
