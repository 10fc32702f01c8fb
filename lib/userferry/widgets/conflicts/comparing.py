"""Members of one cluster side by side: a line for each attribute, with what differs marked."""

from string import ascii_uppercase
from typing import Any

import polars as pl

from userferry.conflicts.leaves import as_json, at
from userferry.frames import ROW
from userferry.schema import ATTRIBUTES
from userferry.widgets.conflicts.veil import is_secret, veil

MOST_ROWS = 8
_MOST_LINES = 200


def compare(rows: pl.DataFrame, paths: list[str], *, is_open: bool) -> tuple[list[dict[str, Any]], int]:
    """Compare rows.

    Args:
        rows: At most `MOST_ROWS`, with the attributes.
        paths: The lines that there may be; one that no row fills is left out.
        is_open: Show values as they are; credentials stay hidden.

    Returns:
        Lines: `path`, `cells`, each a text, or None for nothing, `groups`, a letter for each different value where
        there are several, and `mark`: same, differs, or partly, where the rows that have it agree, or
        hidden; and how many lines
        more there are.
    """
    filled = []
    for path in sorted(paths, key=_place):
        dtype = rows.select(value := at(tuple(path.split(".")))).to_series().dtype
        raw = rows.select(value if dtype == pl.String else as_json(value)).to_series().to_list()
        if any(text is not None for text in raw):
            filled.append((path, raw))
    return [_line(path, raw, is_open=is_open) for path, raw in filled[:_MOST_LINES]], max(
        0, len(filled) - _MOST_LINES
    )


def members_of(clusters: pl.DataFrame, cluster: str) -> pl.DataFrame:
    """Give `__row` and `evidence` of one cluster's members."""
    return clusters.filter(pl.col("cluster") == cluster).select(ROW, "evidence")


def _line(path: str, raw: list[str | None], *, is_open: bool) -> dict[str, Any]:
    different = list(dict.fromkeys(text for text in raw if text is not None))
    is_hidden = is_secret(path)
    # whether two credentials are equal is not told either
    letters = (
        dict(zip(different, ascii_uppercase, strict=False)) if len(different) > 1 and not is_hidden else {}
    )
    mark = "differs" if letters else "partly" if None in raw else "hidden" if is_hidden else "same"
    return {
        "path": path,
        "cells": veil(path, raw, is_open=is_open),
        "groups": [letters.get(text, "") if text is not None else "" for text in raw],
        "mark": mark,
    }


def _place(path: str) -> tuple[int, str]:
    """Identifiers first, then the attributes as Auth0's document lists them; of one attribute by name."""
    known = ["user_id", "email", "username", "phone_number", *ATTRIBUTES]
    root = path.split(".", maxsplit=1)[0]
    return (known.index(root) if root in known else len(known), path)
