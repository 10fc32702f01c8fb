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


def compare(
    rows: pl.DataFrame, paths: list[str], *, by: str = "", is_open: bool
) -> tuple[list[dict[str, Any]], int]:
    """Compare rows.

    Args:
        rows: At most `MOST_ROWS`, with the attributes.
        paths: The lines that there may be; one that no row fills is left out.
        by: The path that a rule compares: its highest and its lowest value are noted, for patterns do not tell.
        is_open: Show values as they are; credentials stay hidden.

    Returns:
        Lines, and how many more there are. A line has `path`; `cells`, each a text, or None for nothing; `notes` on
        them; `groups`, a letter for each different value where there are several; and `mark`: same, differs, hidden, or
        partly, where the rows that have it agree.
    """
    filled = []
    for path in sorted(paths, key=_place):
        values = rows.select(at(tuple(path.split(".")))).to_series()
        if values.null_count() < len(values):
            filled.append((path, values))
    lines = [
        _line(path, values, is_open=is_open) | {"notes": _notes(values) if path == by else [""] * len(values)}
        for path, values in filled[:_MOST_LINES]
    ]
    return lines, max(0, len(filled) - _MOST_LINES)


def members_of(clusters: pl.DataFrame, cluster: str) -> pl.DataFrame:
    """Give `__row` and `evidence` of one cluster's members."""
    return clusters.filter(pl.col("cluster") == cluster).select(ROW, "evidence")


def _line(path: str, values: pl.Series, *, is_open: bool) -> dict[str, Any]:
    is_text = values.dtype == pl.String
    raw = (
        values if is_text else values.to_frame("value").select(as_json(pl.col("value"))).to_series()
    ).to_list()
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


def _notes(values: pl.Series) -> list[str]:
    ranks = values.rank("dense")
    least, most = ranks.min(), ranks.max()
    if least == most:
        return [""] * len(values)
    return ["highest" if rank == most else "lowest" if rank == least else "" for rank in ranks]


def _place(path: str) -> tuple[int, str]:
    """Identifiers first, then the attributes as Auth0's document lists them; of one attribute by name."""
    known = ["user_id", "email", "username", "phone_number", *ATTRIBUTES]
    root = path.split(".", maxsplit=1)[0]
    return (known.index(root) if root in known else len(known), path)
