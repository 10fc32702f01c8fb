"""Users as an import wants them: its names, ids without their prefix, nothing that it would refuse."""

from dataclasses import dataclass

import orjson
import polars as pl

from userferry.exports.cells import json_of
from userferry.exports.columns import FIELDS, Column
from userferry.exports.paths import MARK
from userferry.schema import ATTRIBUTES, ID_PREFIX

WHOLE_USERS = tuple(Column(name, name) for name in FIELDS)
"""The columns that an import-ready export is made from."""

_TAKEN = tuple(name for name in FIELDS if name in ATTRIBUTES)
_ID = f"{MARK}{ID_PREFIX}"


@dataclass(frozen=True, slots=True)
class ImportReady:
    """Users as an import wants them.

    Args:
        objects: `line` String, a user each, nulls left out.
        users: How many.
        dropped: What no import takes → of how many users; `users of other connections` are left out whole.
    """

    objects: pl.LazyFrame
    users: int
    dropped: dict[str, int]


def make_import_ready(cells: pl.LazyFrame) -> ImportReady:
    """Write users as an import wants them.

    Args:
        cells: For each attribute of `FIELDS` a String, a cell as `paths` has it.
    """
    of_database = pl.col("user_id").str.starts_with(_ID)
    kept = cells.filter(of_database)
    counts = [pl.col(name).count() for name in FIELDS if name not in ATTRIBUTES]
    dropped = kept.select(pl.len().alias("users"), *counts).collect(engine="streaming").row(0, named=True)
    users = dropped.pop("users")
    others = int(cells.select((~of_database.fill_null(value=False)).sum()).collect(engine="streaming").item())
    found = {name: count for name, count in dropped.items() if count}
    bare = kept.with_columns(user_id=MARK + pl.col("user_id").str.strip_prefix(_ID))
    members = [
        pl.when(pl.col(name).is_not_null()).then(
            pl.lit(f"{orjson.dumps(name).decode()}:") + json_of(pl.col(name))
        )
        for name in _TAKEN
    ]
    joined = pl.concat_str(*members, separator=",", ignore_nulls=True)
    objects = bare.select(line=pl.lit("{") + joined + pl.lit("}"))
    return ImportReady(objects, users, found | ({"users of other connections": others} if others else {}))
