"""Which users are exported: a polars expression over paths of a user."""

import ast

import polars as pl

from userferry.exports.paths import Path, read_text
from userferry.mapping.expressions import RefusedWordError, build_expression, columns_of, parse_expression
from userferry.schema import ATTRIBUTES

_BOOLEANS = frozenset(name for name, one in ATTRIBUTES.items() if one.kind == "boolean")
_EXAMPLE = '`pl.col("user_metadata.plan") == "pro"`'
_DTYPES = {"number": pl.Float64, "whole number": pl.Int64}
_LINE = " line"
"""The users' lines while paths stand beside them: no path begins with a blank."""


def find_filter_fault(text: str) -> str | None:
    """Say why a text is no filter, None where it is one."""
    try:
        condition = build_expression(text, pl.lit(None, pl.String)).alias("kept")
        # Somebody who has nothing: what does not compare shows itself only when it is worked out.
        lines = _with_paths(pl.LazyFrame({"line": ["{}"]}), text)
        dtype = lines.select(condition).collect()["kept"].dtype
    except RefusedWordError as refused:
        return f"`{text}` cannot be followed: {refused}; write a condition such as {_EXAMPLE}"
    except ValueError as wrong:
        return f"`{wrong}` is no path of a user, such as `user_metadata.plan`"
    except pl.exceptions.PolarsError:
        return f"`{text}` compares what does not compare; a text stands in quotes, a number and True do not"
    return None if dtype == pl.Boolean else f"`{text}` is no condition; write one such as {_EXAMPLE}"


def keep_users(lines: pl.LazyFrame, text: str) -> pl.LazyFrame:
    """Keep the users for whom a condition holds.

    A path that is compared with a number is read as a number, with True or False as one of these, else as a text; of
    Auth0's own attributes each is what it is. What a user does not have is null, and null is not kept.

    Args:
        lines: `line` String, a user as JSON.
        text: The condition, without fault; empty keeps everybody.
    """
    if not text:
        return lines
    condition = build_expression(text, pl.lit(None, pl.String))
    return _with_paths(lines, text).filter(condition).select(line=_LINE)


def _with_paths(lines: pl.LazyFrame, text: str) -> pl.LazyFrame:
    kinds = _kinds(parse_expression(text))
    paths = {name: Path.parse(name) for name in columns_of(text)}
    read = [
        _as(read_text(path, pl.col(_LINE)), kinds.get(name) or _own(path)).alias(name)
        for name, path in paths.items()
    ]
    return lines.select(pl.col("line").alias(_LINE)).with_columns(read)


def _as(text: pl.Expr, kind: str) -> pl.Expr:
    if kind in _DTYPES:
        return text.cast(_DTYPES[kind], strict=False)
    return pl.when(text.is_in(["true", "false"])).then(text == "true") if kind == "boolean" else text


def _own(path: Path) -> str:
    if len(path.steps) > 1:
        return ""
    return "boolean" if path.root in _BOOLEANS else "number" if path.root == "logins_count" else ""


def _kinds(tree: ast.expr) -> dict[str, str]:
    """Say as what each path is read, by what it is compared with."""
    kinds: dict[str, str] = {}
    for node in ast.walk(tree):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            sides = [node.func.value, *node.args]
        beside = [one for side in sides for one in _elements(side) if isinstance(one, ast.Constant)]
        values = [one.value for one in beside if isinstance(one.value, bool | int | float)]
        # polars looks for no whole number among others
        is_whole = isinstance(node, ast.Call) and all(isinstance(value, int) for value in values)
        number = "whole number" if is_whole else "number"
        names = [name for side in sides if (name := _column_of(side))]
        kinds |= {
            name: "boolean" if isinstance(value, bool) else number for value in values for name in names
        }
    return kinds


def _elements(side: ast.expr) -> list[ast.expr]:
    if isinstance(side, ast.UnaryOp):
        return [side.operand]
    return side.elts if isinstance(side, ast.List | ast.Tuple) else [side]


def _column_of(side: ast.expr) -> str:
    match side:
        case ast.Call(func=ast.Attribute(attr="col"), args=[ast.Constant(value=str() as name)]):
            return name
    return ""
