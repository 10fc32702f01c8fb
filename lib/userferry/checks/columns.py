"""Users as a frame with a column for each attribute, laid out by expressions, as they will be written."""

from collections.abc import Iterator

import polars as pl

from userferry.checks.places import FACTOR, KEYS, METADATA, NUMBERS, ROOT, TEXTS
from userferry.checks.texts import lay_out_factors
from userferry.schema import ATTRIBUTES, FORBIDDEN_APP_METADATA

_REQUIRED = ("email", "username", "phone_number")
_HASHES = ("password_hash", "custom_password_hash")
_TEXTS, _NUMBERS = frozenset(TEXTS), frozenset(NUMBERS)


def lay_out_columns(schema: pl.Schema) -> list[pl.Expr]:
    """Lay out the attributes that a frame has; what it lacks has no column.

    A null is left out of the import file, and so is an object that holds nothing else; that is why neither is
    anywhere here. A column that is no attribute is left out too.
    """
    laid: list[pl.Expr] = [pl.lit("object").alias(f"k:{ROOT}")]
    for name, dtype in schema.items():
        if name in ATTRIBUTES:
            laid += _lay_out(name, pl.col(name), dtype)
    for name in (*_REQUIRED, *_HASHES):
        if name not in schema:
            laid += _nothing(name)
    weighty = [name for name in (*METADATA, "picture") if name in schema]
    if weighty:
        size = pl.struct(weighty).struct.json_encode().str.len_bytes()
        laid.append(size.cast(pl.Int64).alias("z:user"))
    return laid


def _nothing(place: str) -> Iterator[pl.Expr]:
    """Lay out an attribute that the frame lacks and that a rule may miss."""
    yield pl.lit(None, pl.String).alias(f"k:{place}")
    if place in _NUMBERS:
        yield pl.lit(None, pl.Float64).alias(f"n:{place}")


def _lay_out(place: str, value: pl.Expr, dtype: pl.DataType) -> Iterator[pl.Expr]:
    there = _is_there(value, dtype)
    yield _kind(value, there, dtype).alias(f"k:{place}")
    if place in _TEXTS and dtype == pl.String:
        yield value.alias(f"t:{place}")
    elif place in _TEXTS and (isinstance(dtype, pl.Categorical | pl.Enum) or dtype.is_temporal()):
        yield value.cast(pl.String).alias(f"t:{place}")
    elif place in _NUMBERS and dtype.is_numeric():
        number = value.cast(pl.Float64)
        yield pl.when(number == number.floor()).then(number).alias(f"n:{place}")
    elif place in METADATA and isinstance(dtype, pl.Struct):
        yield from _metadata(place, value, dtype)
    elif place in KEYS and isinstance(dtype, pl.Struct):
        yield from _object(place, value, dtype)
    elif place == "mfa_factors" and isinstance(dtype, pl.List | pl.Array):
        text = pl.when(there).then(pl.struct(value.alias("f")).struct.json_encode())
        factors = text.map_batches(lay_out_factors, return_dtype=pl.List(FACTOR), is_elementwise=True)
        yield factors.alias("f:mfa_factors")
        yield pl.when(there).then(factors.list.len().cast(pl.Int64)).alias("l:mfa_factors")


def _object(place: str, value: pl.Expr, dtype: pl.Struct) -> Iterator[pl.Expr]:
    fields = {field.name: _made(field) for field in dtype.fields}
    yield _names(value, [name for name in fields if name not in KEYS[place]], dtype).alias(f"x:{place}")
    for key in KEYS[place]:
        inner = f"{place}.{key}"
        yield from _lay_out(inner, value.struct.field(key), fields[key]) if key in fields else _nothing(inner)


def _metadata(place: str, value: pl.Expr, dtype: pl.Struct) -> Iterator[pl.Expr]:
    odd = [_is_there(found, kind) for found, kind in _odd_fields(value, dtype)]
    yield (pl.any_horizontal(odd) if odd else pl.lit(value=False)).alias(f"o:{place}")
    if place == "app_metadata":
        listed = [field.name for field in dtype.fields if field.name in FORBIDDEN_APP_METADATA]
        yield _names(value, listed, dtype).alias(f"x:{place}")


def _odd_fields(value: pl.Expr, dtype: pl.Struct) -> Iterator[tuple[pl.Expr, pl.DataType]]:
    for field in dtype.fields:
        inner, kind = value.struct.field(field.name), _made(field)
        if "." in field.name or "$" in field.name:
            yield inner, kind
        elif isinstance(kind, pl.Struct):
            yield from _odd_fields(inner, kind)


def _names(value: pl.Expr, names: list[str], dtype: pl.Struct) -> pl.Expr:
    """List those fields of a struct that hold something."""
    kinds = {field.name: _made(field) for field in dtype.fields}
    listed = [pl.when(_is_there(value.struct.field(name), kinds[name])).then(pl.lit(name)) for name in names]
    return pl.concat_list(listed).list.drop_nulls() if listed else pl.lit(None, pl.List(pl.String))


def _is_there(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Struct):
        inner = [_is_there(value.struct.field(field.name), _made(field)) for field in dtype.fields]
        return pl.any_horizontal(inner) if inner else pl.lit(value=False)
    return value.is_not_null()


def _kind(value: pl.Expr, there: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_float():
        whole = pl.when(value == value.floor()).then(pl.lit("integer")).otherwise(pl.lit("number"))
        return pl.when(there).then(whole)
    if isinstance(dtype, pl.Struct):
        word = "object"
    elif isinstance(dtype, pl.List | pl.Array):
        word = "array"
    elif dtype == pl.Boolean:
        word = "boolean"
    else:
        word = "integer" if dtype.is_integer() else "number" if dtype.is_decimal() else "string"
    return pl.when(there).then(pl.lit(word))


def _made(field: pl.Field) -> pl.DataType:
    return field.dtype if isinstance(field.dtype, pl.DataType) else field.dtype()
