"""The small closed vocabulary of transforms, each one polars expression, applied in the order of this table."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

_TRUE = ["1", "t", "true", "y", "yes", "on"]
_FALSE = ["0", "f", "false", "n", "no", "off"]
_DATETIME = r"^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d{1,6})?(?:\d*)(?:Z|\+00(?::?00)?)?$"


@dataclass(frozen=True, slots=True)
class Transform:
    """One named change of a column.

    Args:
        name: As the mapping file spells it.
        meaning: One sentence for the analyst.
        apply: String (or what an earlier transform made) in, the changed column out; null stays null.
        gives: The JSON type that comes out.
    """

    name: str
    meaning: str
    apply: Callable[[pl.Expr], pl.Expr]
    gives: str = "string"


def _boolean(column: pl.Expr) -> pl.Expr:
    word = column.str.strip_chars().str.to_lowercase()
    return pl.when(word.is_in(_TRUE)).then(statement=True).when(word.is_in(_FALSE)).then(statement=False)


def _utc_datetime(column: pl.Expr) -> pl.Expr:
    found = column.str.strip_chars().str
    day, time = found.extract(_DATETIME, 1), found.extract(_DATETIME, 2)
    fraction = found.extract(_DATETIME, 3).fill_null("")
    return pl.concat_str([day, pl.lit("T"), time, fraction, pl.lit("Z")])


TRANSFORMS: dict[str, Transform] = {
    transform.name: transform
    for transform in (
        Transform("trim", "Takes white space off both ends.", lambda column: column.str.strip_chars()),
        Transform("lower", "Writes it in lower case.", lambda column: column.str.to_lowercase()),
        Transform("boolean", "Reads 1/0, t/f, true/false, y/n, yes/no, on/off.", _boolean, "boolean"),
        Transform("invert", "Turns true to false and false to true.", lambda column: ~column, "boolean"),
        Transform(
            "utc_datetime",
            "Writes `2020-12-31 23:59:59`, taken as UTC, as `2020-12-31T23:59:59Z`.",
            _utc_datetime,
        ),
    )
}
"""Every transform by name; a column's transforms run in this order, however the file lists them."""


def gives(names: tuple[str, ...]) -> str:
    """Name the JSON type that a column has after these transforms: that of the last one in the table's order."""
    applied = [transform for name, transform in TRANSFORMS.items() if name in names]
    return applied[-1].gives if applied else "string"
