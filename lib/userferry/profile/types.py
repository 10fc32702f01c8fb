"""Which types a column's values have, as shares, with values that have another."""

from typing import Any

import polars as pl

from userferry.profile.evidence import Evidence
from userferry.profile.masking import masked
from userferry.profile.shapes import DAYS, EPOCHS, SHAPES, STAMPS, any_of, whole
from userferry.profile.words import FALSE, TRUE

_TYPES = {
    "integer": SHAPES["integer"],
    "decimal": SHAPES["decimal"],
    "boolean-like": f"(?i:{'|'.join(sorted(TRUE | FALSE))})",
    "date": any_of(DAYS),
    "datetime": any_of(STAMPS),
    "epoch": any_of(EPOCHS),
    "uuid": SHAPES["uuid"],
    "email": SHAPES["email"],
    "url": SHAPES["url"],
    "ip": SHAPES["ip"],
    "json": SHAPES["json"],
    "hex": SHAPES["hex"],
    "base64": SHAPES["base64"],
}
_RARE = 0.5
"""The share from which a type is the column's, and what has another type is an exception worth showing."""


def types_of(found: Evidence, *, show_values: bool) -> list[dict[str, Any]]:
    """Give each type that a value of the column has, the commonest first; a value may have several.

    Args:
        found: What its values show; some 2,000 of them are looked at.
        show_values: Show counter-examples as they are.

    Returns:
        `type` (one of those above, hash, or text for what has no other), `share` 0 to 1, `counter_examples`: three.
    """
    values = found.values["value"]
    fits = found.values.select(
        pl.col("value").str.contains(whole(pattern)).alias(name) for name, pattern in _TYPES.items()
    )
    has = fits.with_columns(text=~pl.any_horizontal(fits.columns))
    told = []
    for name in has.columns:
        share = float((has[name] * found.values["rows"]).sum()) / found.filled
        if share:
            others = values.filter(~has[name]).head(3) if _RARE <= share < 1 else values.head(0)
            shown = others.to_list() if show_values else masked(others)
            told.append({"type": name, "share": round(share, 4), "counter_examples": shown})
    if hashes := found.share("hash", "hash by its look"):
        told.append({"type": "hash", "share": round(hashes, 4), "counter_examples": []})
    return sorted(told, key=lambda one: -one["share"])
