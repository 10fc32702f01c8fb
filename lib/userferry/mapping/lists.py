"""Transforms that make a list of a text, and the one that renames what stands in a list."""

import polars as pl

from userferry.mapping.texts import Arguments

_ESCAPED = r"\\[\"\\/bfnrt]|\\u(?:[0-9a-ce-fA-CE-F][0-9a-fA-F]|[dD][0-7])[0-9a-fA-F]{2}"
_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_TEXT = rf'"(?:[^"\\\x00-\x1f]|{_ESCAPED}|{_PAIR})*"'
_SPACE = r"[ \t\r\n]*"
_TEXTS = rf"^{_SPACE}\[{_SPACE}{_TEXT}{_SPACE}(?:,{_SPACE}{_TEXT}{_SPACE})*\]{_SPACE}$"
"""A JSON list of texts and nothing else: what is read must not raise on the way."""

NO_LIST = r"^\s*(?:\[\s*\]|null)\s*$"
"""JSON that says that nothing is there."""


def parts(column: pl.Expr, said: Arguments) -> pl.Expr:
    """List the parts between a separator."""
    return _tidied(column.str.split(said["by"]))


def matches(column: pl.Expr, said: Arguments) -> pl.Expr:
    """List one group of each match of a pattern."""
    group = pl.element().str.extract(said["pattern"], said["group"])
    return _tidied(column.str.extract_all(said["pattern"]).list.eval(group))


def json_list(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Read a JSON list of texts; what is none has none."""
    return _tidied(pl.when(column.str.contains(_TEXTS)).then(column).str.json_decode(pl.List(pl.String)))


def names(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Rename what a table names; the rest stays, and what the table calls null is left out."""
    new = pl.Series(list(said["table"].values()), dtype=pl.String)
    renamed = pl.element().replace(list(said["table"]), new)
    return _tidied(column.list.eval(renamed))


def _tidied(found: pl.Expr) -> pl.Expr:
    """Take white space off each text, and leave out the empty and the repeated; a list of none is nothing."""
    word = pl.element().str.strip_chars()
    kept = found.list.eval(word.filter(word != "").unique(maintain_order=True))
    return pl.when(kept.list.len() > 0).then(kept)
