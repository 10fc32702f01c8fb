"""An expression that a person wrote, built from the words below and never evaluated as Python."""

import ast
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import polars as pl

MAX_CHARACTERS = 1_000
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "col": pl.col, "lit": pl.lit, "when": pl.when, "coalesce": pl.coalesce, "concat_str": pl.concat_str,
}  # fmt: skip
METHODS = frozenset(
    {"is_null", "is_not_null", "fill_null", "is_in", "is_between", "then", "otherwise", "when", "str"}
)
TEXT_METHODS = frozenset(
    {
        *("contains", "ends_with", "extract", "head", "len_chars", "replace", "replace_all", "slice"),
        *(
            "starts_with",
            "strip_chars",
            "strip_prefix",
            "strip_suffix",
            "tail",
            "to_lowercase",
            "to_uppercase",
        ),
    }
)
_OF_EXPRESSIONS = frozenset({"coalesce", "concat_str", "when", "then", "otherwise", "is_between"})
"""Where polars would take a text for a column's name; here a text is a text, and `pl.col` names a column."""

KEYWORDS = frozenset({"separator", "ignore_nulls", "literal", "group_index"})
_OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: lambda one, other: one + other,
    ast.Sub: lambda one, other: one - other,
    ast.BitAnd: lambda one, other: one & other,
    ast.BitOr: lambda one, other: one | other,
    ast.Eq: lambda one, other: one == other,
    ast.NotEq: lambda one, other: one != other,
    ast.Lt: lambda one, other: one < other,
    ast.LtE: lambda one, other: one <= other,
    ast.Gt: lambda one, other: one > other,
    ast.GtE: lambda one, other: one >= other,
}


class RefusedWordError(ValueError):
    """What an expression may not say; the text names it."""


def parse_expression(text: str) -> ast.expr:
    """Read an expression, and make sure that it says nothing that is not allowed.

    Raises:
        RefusedWordError: It is no expression, or says a word that it may not.
    """
    if len(text) > MAX_CHARACTERS:
        raise RefusedWordError(f"it has {len(text):,} characters, at most {MAX_CHARACTERS:,} are read")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        _build(tree, pl.lit("", pl.String))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, RefusedWordError):
            raise
        raise RefusedWordError("it is no expression") from None
    except (TypeError, AttributeError, pl.exceptions.PolarsError):
        raise RefusedWordError("its words do not go together so") from None
    return tree


def columns_of(text: str) -> list[str]:
    """Name the columns that an expression reads."""
    calls = [node for node in ast.walk(parse_expression(text)) if isinstance(node, ast.Call)]
    read = [
        call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "col"
    ]
    return list(dict.fromkeys(str(one.value) for one in read if isinstance(one, ast.Constant)))


def build_expression(text: str, value: pl.Expr) -> pl.Expr:
    """Build the expression over the value so far, which it calls `value`.

    Raises:
        RefusedWordError: As `parse_expression`.
    """
    return _expr(_build(parse_expression(text), value))


def follow(column: pl.Expr, said: Mapping[str, Any]) -> pl.Expr:
    """Follow the expression that a rule says."""
    return build_expression(said["text"], column)


def _expr(found: Any) -> pl.Expr:
    # Constants become literals before any operator sees them, so that Python itself works nothing out.
    return found if isinstance(found, pl.Expr) else pl.lit(found)


def _operand(found: Any) -> Any:
    return [_expr(one) for one in found] if isinstance(found, list) else _expr(found)


def _build(node: ast.AST, value: pl.Expr) -> Any:
    build = partial(_build, value=value)
    match node:
        case ast.Constant(value=str() | int() | float() | bool() | None as constant):
            return constant
        case ast.Name(id="value"):
            return value
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return [build(element) for element in elements]
        case ast.UnaryOp() | ast.BinOp() | ast.Compare():
            return _operation(node, build)
        case ast.Call(func=function, args=arguments, keywords=named):
            refused = [word.arg for word in named if word.arg not in KEYWORDS]
            if refused:
                raise RefusedWordError(f"`{refused[0] or '**'}` may not be said")
            given = {str(word.arg): build(word.value) for word in named}
            called = _function(function, build)
            positional = [build(argument) for argument in arguments]
            if isinstance(function, ast.Attribute) and function.attr in _OF_EXPRESSIONS:
                positional = [_operand(one) for one in positional]
            return called(*positional, **given)
    raise RefusedWordError(f"`{ast.unparse(node)[:40]}` may not be said")


def _operation(node: ast.AST, build: Callable[[ast.AST], Any]) -> Any:
    match node:
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return ~_expr(build(operand))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            return _OPERATORS[type(operator)](_expr(build(left)), _expr(build(right)))
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _OPERATORS:
            return _OPERATORS[type(operator)](_expr(build(left)), _expr(build(right)))
    raise RefusedWordError(f"`{ast.unparse(node)[:40]}` may not be said")


def _function(node: ast.expr, build: Callable[[ast.AST], Any]) -> Callable[..., Any]:
    match node:
        case ast.Attribute(value=ast.Name(id="pl"), attr=name) if name in FUNCTIONS:
            return FUNCTIONS[name] if name != "col" else _column
        case ast.Attribute(value=ast.Attribute(value=inner, attr="str"), attr=name) if name in TEXT_METHODS:
            found: Callable[..., Any] = getattr(_expr(build(inner)).str, name)
            return found
        case ast.Attribute(value=inner, attr=name) if name in METHODS and name != "str":
            on = build(inner)
            method: Callable[..., Any] = getattr(
                on if name in {"then", "otherwise", "when"} else _expr(on), name
            )
            return method
        case ast.Attribute(attr=name) | ast.Name(id=name):
            raise RefusedWordError(f"`{name}` may not be said")
    raise RefusedWordError(f"`{ast.unparse(node)[:40]}` may not be said")


def _column(name: str) -> pl.Expr:
    # A name between ^ and $ would be a pattern over all columns, and * every column.
    if not isinstance(name, str) or name == "*" or (name.startswith("^") and name.endswith("$")):
        raise RefusedWordError("`pl.col` takes the name of one column")
    return pl.col(name)
