"""The first users as an export would have them, their values hidden."""

import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from userferry.exports import Asked, Columns, engine_words, preview, text_of
from userferry.profile.masking import hidden_of
from userferry.widgets.veiling import shortened

USERS = 10
_PLAIN = r"^(?:true|false|null)$"


def show_users(asked: Asked, wanted: Columns, *, show_values: bool) -> dict[str, Any]:
    """Evaluate the columns for the first users whom the filter keeps.

    Args:
        asked: The users that the tenant gave.
        wanted: Without fault.
        show_values: Whether values are shown as they are.

    Returns:
        `labels`, `rows` (texts, None where there is nothing) and `errors`, a sentence each.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = preview(asked, wanted, Path(folder), users=USERS)
        cells, errors = found.cells.drop("__row").collect(), found.errors.collect()
    shown = cells.select(_shown(text_of(pl.col(label)), show_values=show_values) for label in cells.columns)
    told = errors if show_values else errors.with_columns(engine_words(pl.col("message")))
    counted = told.group_by("column", "message", maintain_order=True).agg(users=pl.len())
    return {
        "labels": list(wanted.labels),
        "rows": [list(row) for row in shown.iter_rows()],
        "errors": [
            f"`{column}`: {message} ({users} of these users)"
            for column, message, users in counted.iter_rows()
        ],
    }


def _shown(text: pl.Expr, *, show_values: bool) -> pl.Expr:
    if show_values:
        return shortened(text)
    return pl.when(text.str.contains(_PLAIN)).then(text).otherwise(hidden_of(text))
