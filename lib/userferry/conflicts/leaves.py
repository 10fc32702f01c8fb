"""The leaves of a nested attribute, each by its path, as the JSON that the import file would hold."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson
import polars as pl

Path = tuple[str, ...]


def leaf_paths(name: str, dtype: pl.DataType | None) -> list[Path]:
    """Give the path of each leaf below an attribute; a list is one leaf, an attribute that is absent has none."""
    if not isinstance(dtype, pl.Struct):
        return [(name,)] if dtype is not None else []
    inner = [leaf_paths(field.name, field.dtype) for field in dtype.fields]  # type: ignore[arg-type]  # never a class
    return [(name, *path) for paths in inner for path in paths]


def at(path: Path) -> pl.Expr:
    """Give what stands at a path."""
    value = pl.col(path[0])
    for name in path[1:]:
        value = value.struct.field(name)
    return value


def as_json(value: pl.Expr) -> pl.Expr:
    """Write a value as JSON, null where there is none."""
    text = pl.struct(value.alias("v")).struct.json_encode()
    return pl.when(value.is_not_null()).then(text.str.strip_prefix('{"v":').str.strip_suffix("}"))


def leaves_of(name: str, held: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """List the leaves of an object that the tenant holds; what holds nothing has none.

    Args:
        name: The attribute's, with which each path begins.
        held: A Struct, or String: its JSON, since one user's keys are not another's.
        dtype: Which of the two.

    Returns:
        A list of `path` (`app_metadata.plan`) and `value` (JSON), both String.
    """
    text = held if dtype == pl.String else held.struct.json_encode()
    return text.map_batches(partial(_lists, name), return_dtype=_LEAVES, is_elementwise=True)


_LEAVES = pl.List(pl.Struct({"path": pl.String, "value": pl.String}))


def _lists(name: str, texts: pl.Series) -> pl.Series:
    found = [None if text is None else list(_walk(name, orjson.loads(text))) for text in texts]
    return pl.Series(texts.name, found, dtype=_LEAVES)


def _walk(path: str, value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(f"{path}.{key}", inner)
    elif value is not None:
        yield {"path": path, "value": orjson.dumps(value).decode()}
