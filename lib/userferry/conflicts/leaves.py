"""The leaves of a nested attribute, each by its path, as the JSON that the import file would hold."""

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
