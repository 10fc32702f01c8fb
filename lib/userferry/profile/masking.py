"""Show what a value is made of and not what it says."""

import polars as pl

PERSONAL = r"@|(?:\d[ .()/+-]*){6}"
"""An address, or as many digits as a phone has."""

_MAX_SIGNS = 40
_SIMPLE_ADDRESS = r"^[^@\s]{3,}@[^@\s]+$"


def pattern_of(value: pl.Expr) -> pl.Expr:
    """Write `a` for each small letter, `A` for each capital, `9` for each digit; other signs stay, 40 at most.

    Signs that cannot be seen are written as `¬`. A value that is its own pattern (`a@a.aa`) is `•` throughout.

    Args:
        value: String.
    """
    drawn = (
        value.str.slice(0, _MAX_SIGNS)
        .str.replace_all(r"[\p{L}\p{M}--\p{Lu}]", "a")
        .str.replace_all(r"\p{Lu}", "A")
        .str.replace_all(r"\p{N}", "9")
        .str.replace_all(r"[\p{C}\p{Z}--\x20]", "¬")
    )
    drawn = pl.when(value.str.len_chars() > _MAX_SIGNS).then(drawn + "…").otherwise(drawn)
    # Whatever is left of a value must not hold one whole: letters as a, digits as 9, may be what stood there.
    is_telling = (drawn == value) & value.str.contains(r"[@\d]")
    return pl.when(is_telling).then(drawn.str.replace_all(r"\S", "•")).otherwise(drawn)


def masked(values: pl.Series) -> list[str]:
    """Give the pattern of each value.

    Args:
        values: String.
    """
    return values.to_frame("value").select(pattern_of(pl.col("value"))).to_series().to_list()


def hidden(value: str) -> str:
    """Hide a value: of an address its first letter and its domain remain, of anything else its pattern."""
    return str(pl.select(hidden_of(pl.lit(value))).item())


def hidden_of(value: pl.Expr) -> pl.Expr:
    """Hide each value, as `hidden` does.

    Args:
        value: String.
    """
    # As `mask` writes an address: its first letter, and what follows the first @.
    address = value.str.replace(r"^([^@])[^@]*@", "${1}•••@")
    return pl.when(value.str.contains(_SIMPLE_ADDRESS)).then(address).otherwise(pattern_of(value))
