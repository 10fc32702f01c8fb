"""JSON values as they are: numbers to their last digit, and truth apart from one and zero.

polars reads some fractions one off in their last digit (5/7 is one) and makes fractions of numbers beyond 64 bits, so
where there is a fraction or a long number, Python reads it.
"""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
import polars as pl

_ODD = r"\d\.\d|\d[eE]|\d{16}"
_LONG = re.compile(r"\d{16}")


def member(line: pl.Expr, name: str) -> pl.Expr:
    """Give the JSON text of an object's member that is an object or a list; null where there is none.

    Args:
        line: String, an object as JSON.
        name: The member's, of letters and underscores.
    """
    return exactly(line, line.str.json_path_match(f"$.{name}"), partial(_member, name))


def exactly(line: pl.Expr, found: pl.Expr, read: Callable[[Any], str | None]) -> pl.Expr:
    """Take what polars found in lines, and where its numbers may be off what is read from the whole line instead.

    Args:
        line: String, a value as JSON.
        found: String, what polars read from it.
        read: The same, from the parsed line.
    """
    is_odd = found.str.contains(_ODD)
    asked = pl.when(is_odd).then(line)
    exact = asked.map_batches(partial(_read_each, read), return_dtype=pl.String, is_elementwise=True)
    return pl.when(is_odd).then(exact).otherwise(found)


def write_json(value: Any) -> str:
    """Write a value as JSON, without blanks."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # a number beyond 64 bits
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def kinded(value: Any) -> Any:
    """Give a value as it is compared: truth apart from one and zero, which Python holds equal."""
    if isinstance(value, dict):
        return {key: kinded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [kinded(one) for one in value]
    return (bool, value) if isinstance(value, bool) else value


def _member(name: str, value: dict[str, Any]) -> str:
    return write_json(value[name])


def _read_each(read: Callable[[Any], str | None], lines: pl.Series) -> pl.Series:
    places = lines.is_not_null().arg_true()
    empty = pl.Series(lines.name, [None], dtype=pl.String).new_from_index(0, len(lines))
    texts = [read(_read_json(line)) for line in lines.gather(places)]
    return empty.scatter(places, pl.Series(texts, dtype=pl.String)) if texts else empty


def _read_json(line: str) -> Any:
    # orjson too makes fractions of numbers beyond 64 bits
    return json.loads(line) if _LONG.search(line) else orjson.loads(line)
