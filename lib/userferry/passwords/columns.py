"""Recognise and convert a whole column.

Each batch is first told apart by its forms, then the expressions of a form run over its own values alone:
ninety forms cost no more than the few that a column holds.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import polars as pl

from userferry.passwords.cases import Case, decide
from userferry.passwords.deciding import Decision, FormatChoice, decision
from userferry.passwords.laying import CUSTOM_PASSWORD_HASH, lay_findings, lay_told
from userferry.passwords.partition import Recall
from userferry.passwords.verdicts import HASH_FINDING

FrameT = TypeVar("FrameT", pl.DataFrame, pl.LazyFrame)

HASH_VERDICT = pl.Struct({"finding": HASH_FINDING, "told": CUSTOM_PASSWORD_HASH})
"""What a value is and what it becomes, worked out together."""


def identify_hashes(series: pl.Series) -> pl.Series:
    """Say of every value what form it has and what becomes of it.

    Args:
        series: String, hashes as the legacy system kept them.

    Returns:
        A `HASH_FINDING` for every value.
    """
    values = pl.LazyFrame({"value": series.cast(pl.String)})
    return (
        values.select(hash_findings(pl.col("value"))).collect(engine="streaming")["value"].alias(series.name)
    )


def convert_hashes(
    frame: FrameT,
    column: str,
    format: FormatChoice = None,  # noqa: A002 the word that people use
    *,
    into: str = "custom_password_hash",
    **neighbours: pl.Expr | str,
) -> FrameT:
    """Add to a frame what Auth0 takes for each of its hashes.

    Args:
        frame: A LazyFrame stays lazy, and streams.
        column: The column (String) of hashes as the legacy system kept them.
        format: The form of all values, for shapes that more than one form shares; what has another shape
            becomes null. Or for each ambiguous shape of a mixed column the form that it is, such as
            `{"hex_32": "nt_hash", "base64_20": "sha1_base64"}`: the other values are converted by their
            shape, and those that the named form's own pattern does not fit stay ambiguous. There, a form
            that Auth0 cannot compute may be named too: its rows are then known to be unconvertible.
        into: The new column: `CUSTOM_PASSWORD_HASH`, null where there is no password or no conversion.
        neighbours: What is known beside the value, one of `GIVEN`, as an expression (String) or a text for
            all. A form that has no use for one is converted without it. `form` names the form of each row
            and goes before `format`: an ambiguous row that names one of its candidates is that, and a row
            that names a form of another shape is not converted.

    Raises:
        HashError: If a name is unknown, a form is no candidate of its shape or lacks a neighbour that it
            needs; with one form for all also if that cannot be converted or has no use for a neighbour.
    """
    told = converted(pl.col(column), format, **neighbours).alias(into)
    if isinstance(frame, pl.LazyFrame):
        return frame.with_columns(told)
    return frame.lazy().with_columns(told).collect(engine="streaming")


def hash_findings(
    column: pl.Expr,
    format: FormatChoice = None,  # noqa: A002 the word that people use
    **neighbours: pl.Expr | str,
) -> pl.Expr:
    """`identify_hashes` as an expression; with decisions and neighbours, it is said what they lead to.

    Args:
        column: String.
        format: As in `convert_hashes`.
        neighbours: As in `convert_hashes`.

    Raises:
        HashError: As in `convert_hashes`.
    """
    return _laid(lay_findings, HASH_FINDING, column, decision(format, neighbours), neighbours)


def converted(
    column: pl.Expr,
    format: FormatChoice = None,  # noqa: A002 the word that people use
    **neighbours: pl.Expr | str,
) -> pl.Expr:
    """`convert_hashes` as an expression: `CUSTOM_PASSWORD_HASH`.

    Args:
        column: String.
        format: As in `convert_hashes`.
        neighbours: As in `convert_hashes`.

    Raises:
        HashError: As in `convert_hashes`.
    """
    return _laid(lay_told, CUSTOM_PASSWORD_HASH, column, decision(format, neighbours), neighbours)


def hash_verdicts(
    column: pl.Expr,
    format: FormatChoice = None,  # noqa: A002 the word that people use
    **neighbours: pl.Expr | str,
) -> pl.Expr:
    """`hash_findings` and `converted` in one pass: `HASH_VERDICT`, whose `told` is there where `kind` is "converted".

    Args:
        column: String.
        format: As in `convert_hashes`.
        neighbours: As in `convert_hashes`.

    Raises:
        HashError: As in `convert_hashes`.
    """
    return _laid(_lay_verdicts, HASH_VERDICT, column, decision(format, neighbours), neighbours)


def beside(column: pl.Expr, neighbours: Mapping[str, pl.Expr | str]) -> pl.Expr:
    """A column of hashes and what is known beside it, as one Struct of `value` and `given_…` (String).

    An empty text beside a hash is nothing known: a row with an empty salt was hashed without one.
    """
    texts = {
        name: pl.lit(value) if isinstance(value, str) else value.cast(pl.String)
        for name, value in neighbours.items()
    }
    given = [pl.when(value != "").then(value).alias(f"given_{name}") for name, value in texts.items()]
    return pl.struct(column.cast(pl.String).alias("value"), *given)


def _laid(
    lay: Callable[[list[Case], int], pl.Series],
    dtype: pl.DataType | type[pl.DataType],
    column: pl.Expr,
    decided: Decision,
    neighbours: Mapping[str, pl.Expr | str],
) -> pl.Expr:
    recall = Recall()

    def work(values: pl.Series) -> pl.Series:
        cases = list(decide(values.struct.unnest().with_row_index("row"), decided, recall))
        return lay(cases, len(values)).alias(values.name)

    return beside(column, neighbours).map_batches(work, return_dtype=dtype, is_elementwise=True)


def _lay_verdicts(cases: list[Case], rows: int) -> pl.Series:
    both = [lay_findings(cases, rows).alias("finding"), lay_told(cases, rows).alias("told")]
    return pl.DataFrame(both).to_struct()


def without_nulls(told: dict[str, Any]) -> dict[str, Any]:
    """A cell of `CUSTOM_PASSWORD_HASH` as the JSON that Auth0 takes."""
    kept = {name: without_nulls(part) if isinstance(part, dict) else part for name, part in told.items()}
    return {name: part for name, part in kept.items() if part is not None and part != {}}
