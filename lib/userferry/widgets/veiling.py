"""What each page's veil is made of: what stands for a hidden value, what is too long, what is a hash by its looks."""

import re

import polars as pl

from userferry.passwords import identify_hash

HIDDEN = "(hidden)"
_LONGEST = 120
_MAY_BE_HASH = re.compile(r"^(?=\S{13,}$)(?:.*[${:]|[0-9a-fA-F]{32,}$)")


def shortened(value: pl.Expr) -> pl.Expr:
    """Cut a long text."""
    is_long = value.str.len_chars() > _LONGEST
    return pl.when(is_long).then(value.str.slice(0, _LONGEST) + "…").otherwise(value)


def is_hash(value: str) -> bool:
    """Whether a value is a hash, wherever it strayed."""
    if not _MAY_BE_HASH.search(value):
        return False
    found = identify_hash(value)
    return found.kind == "ambiguous" or (found.format is not None and "plaintext" not in found.format)
