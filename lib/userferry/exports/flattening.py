"""A column that holds objects becomes a column for each of their values."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import polars as pl

from userferry.errors import DecisionError
from userferry.exports.paths import Path, read_cell

MOST_COLUMNS = 1_000

Steps = tuple[str, ...]


def flatten_columns(cells: pl.LazyFrame, labels: Sequence[str]) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    """Lay each object's values into columns of their own, `user_metadata.plan` beside `user_metadata.since`.

    A list stays in its cell. A column is gone once nothing is left in it; one of the same label as a value's is kept.

    Args:
        cells: For each label a String, a cell as `paths` has it.
        labels: Those to look at, in their order.

    Returns:
        The cells, and the labels that there are now.

    Raises:
        DecisionError: there would be more than `MOST_COLUMNS`.
    """
    is_object = {label: pl.col(label).str.starts_with("{") for label in labels}
    asked = [is_object[label].any().alias(f"some {at}") for at, label in enumerate(labels)]
    others = [(~is_object[label]).any().alias(f"others {at}") for at, label in enumerate(labels)]
    said = cells.select(*asked, *others).collect(engine="streaming").row(0, named=True)
    made: list[pl.Expr] = []
    names: list[str] = []
    for at, label in enumerate(labels):
        if not said[f"some {at}"]:
            names.append(label)
            continue
        inside = pl.when(is_object[label]).then(pl.col(label))
        if said[f"others {at}"]:
            made.append(pl.when(~is_object[label]).then(pl.col(label)).alias(label))
            names.append(label)
        for steps in _leaves_of(cells, label):
            name = ".".join([label, *steps])
            if name not in labels and name not in names:
                made.append(read_cell(Path(name, steps), inside, of_user=False).alias(name))
                names.append(name)
    if len(names) > MOST_COLUMNS:
        complaint = f"`flatten` would give {len(names):,} columns, at most {MOST_COLUMNS:,} are written; name the paths"
        raise DecisionError("The columns", [complaint])
    return cells.with_columns(made), tuple(names)


def _leaves_of(cells: pl.LazyFrame, label: str) -> list[Steps]:
    """List what the objects of a column hold, in the order in which it is met first."""
    objects = cells.select(label).filter(pl.col(label).str.starts_with("{"))
    found: dict[Steps, None] = {}
    for batch in objects.collect_batches(maintain_order=True, engine="streaming"):
        for text in batch[label].unique(maintain_order=True):
            found |= dict.fromkeys(_leaves(orjson.loads(text)))
    return list(found)


def _leaves(thing: dict[str, Any], before: Steps = ()) -> Iterator[Steps]:
    for key, value in thing.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*before, key))
        else:
            yield (*before, key)
