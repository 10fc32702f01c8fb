"""Write users as JSON, nulls left out.

Polars encodes a whole struct for a third of what its fields cost one by one, but writes nulls too. So a batch is cut by
which values are there, and each part is encoded without the others; where that gives too many parts, the columns are
halved first.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import polars as pl

from userferry.schema import ATTRIBUTES

_MOST_PARTS = 12
_MOST_BITS = 63
Path = tuple[str, ...]


def json_line(schema: pl.Schema) -> pl.Expr:
    """Write a user as one JSON object, leaving out nulls and objects that hold nothing.

    Args:
        schema: Of the users' frame; `__row` and whatever is no attribute is left out.
    """
    users = pl.struct([name for name in schema if name in ATTRIBUTES])
    return users.map_batches(_elements, return_dtype=pl.String, is_elementwise=True)


def _elements(rows: pl.Series) -> pl.Series:
    if rows.is_empty():
        return pl.Series(rows.name, [], dtype=pl.String)
    return _objects(rows.struct.unnest()).fill_null("{}").alias(rows.name)


def _objects(frame: pl.DataFrame) -> pl.Series:
    """Write each row as an object, null where it holds nothing."""
    leaves = dict(_leaves(frame.schema))
    is_plain = not any(_holds_objects(dtype) for dtype in leaves.values())
    values = frame.select(_value(path) for path in leaves)
    if is_plain and (parts := _parts(values)):
        texts = [_encoded(values if rows.all() else values.filter(rows), there) for rows, there in parts]
        if len(parts) == 1:
            return texts[0]
        places = pl.concat([rows.arg_true() for rows, _ in parts])
        return pl.concat(texts).gather(places.arg_sort())
    if frame.width == 1:
        return _only_member(frame.to_series())
    half = frame.width // 2
    first, second = (_objects(frame[:, columns]) for columns in (slice(half), slice(half, None)))
    return _joined(first, second)


def _leaves(schema: pl.Schema, path: Path = ()) -> Iterator[tuple[Path, pl.DataType]]:
    for name, dtype in schema.items():
        if isinstance(dtype, pl.Struct):
            yield from _leaves(pl.Schema(dtype.to_schema()), (*path, name))
        else:
            yield (*path, name), dtype


def _holds_objects(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct)


def _value(path: Path) -> pl.Expr:
    value = pl.col(path[0])
    for name in path[1:]:
        value = value.struct.field(name)
    return value.alias("\0".join(path))


def _parts(values: pl.DataFrame) -> list[tuple[pl.Series, list[str]]]:
    """Tell for each combination of columns that have a value which rows have it; none where there are too many."""
    maybe = [one.name for one in values.get_columns() if one.null_count()]
    if len(maybe) > _MOST_BITS:
        return []
    bits = [pl.col(name).is_not_null().cast(pl.Int64) * (1 << place) for place, name in enumerate(maybe)]
    none = pl.repeat(0, values.height, dtype=pl.Int64)
    told = values.select(pl.sum_horizontal(none, *bits)).to_series()
    kinds = told.unique()
    if len(kinds) > _MOST_PARTS:
        return []
    lacking = {kind: {name for place, name in enumerate(maybe) if not kind >> place & 1} for kind in kinds}
    return [(told == kind, [name for name in values.columns if name not in lacking[kind]]) for kind in kinds]


def _encoded(values: pl.DataFrame, there: Sequence[str]) -> pl.Series:
    """Write rows that have a value in these columns and in no other."""
    if not there:
        return pl.Series([None], dtype=pl.String).new_from_index(0, values.height)
    return values.select(
        _struct([tuple(name.split("\0")) for name in there], 0).struct.json_encode()
    ).to_series()


def _struct(paths: Sequence[Path], depth: int) -> pl.Expr:
    fields = []
    for name, below in groupby(paths, key=lambda path: path[depth]):
        inner = list(below)
        is_leaf = len(inner[0]) == depth + 1
        fields.append((pl.col("\0".join(inner[0])) if is_leaf else _struct(inner, depth + 1)).alias(name))
    return pl.struct(fields)


def _only_member(value: pl.Series) -> pl.Series:
    """Write an object that has one member, itself an object or a list of them."""
    if isinstance(value.dtype, pl.Struct):
        text = pl.lit(_objects(value.struct.unnest()))
    else:
        listed = pl.element().map_batches(_elements, return_dtype=pl.String, is_elementwise=True)
        text = pl.concat_str(pl.lit("["), pl.lit(value.list.eval(listed)).list.join(","), pl.lit("]"))
    return pl.select(pl.concat_str(pl.lit(f'{{"{value.name}":'), text, pl.lit("}"))).to_series()


def _joined(first: pl.Series, second: pl.Series) -> pl.Series:
    frame, (one, two) = pl.DataFrame({"one": first, "two": second}), (pl.col("one"), pl.col("two"))
    both = pl.concat_str(one.str.strip_suffix("}"), two.str.strip_prefix("{"), separator=",")
    return frame.select(pl.coalesce(both, one, two)).to_series()
