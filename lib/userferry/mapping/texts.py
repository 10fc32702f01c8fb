"""Transforms of one text: clean it, cut it, change its case, look it up."""

from collections.abc import Mapping
from functools import partial
from itertools import product
from typing import Any

import polars as pl

from userferry import forms

Arguments = Mapping[str, Any]

_INVISIBLE = r"[\p{Cc}--[\t\n\r]]|[\x{ad}\x{180e}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}\x{feff}]"
_JOINED = r"\p{M}\x{200c}\x{1f3fb}-\x{1f3ff}\x{e0020}-\x{e007f}\x{1160}-\x{11ff}\x{d7b0}-\x{d7fb}"
_FLAG = r"[\x{1f1e6}-\x{1f1ff}]{2}"
_SIGN = rf"(?:(?:{_FLAG}|[^{_JOINED}\x{{200d}}])[{_JOINED}]*(?:\x{{200d}}+[^{_JOINED}]?[{_JOINED}]*)*)"
"""What a reader sees as one sign: a letter with its accents, a flag, a family; Rust's patterns have no word for it."""

_PARTICLES = "van|von|vom|zu|zur|de|der|den|del|della|di|da|dos|du|la|le|ter|ten|bin|al"
_LAST_WORDS = rf"(?i)^(?:.*?\S\s+)??((?:(?:{_PARTICLES})\s+)*\S+)$"
_WORDS = {
    "".join(letters): meaning
    for word, meaning in {
        **dict.fromkeys(("1", "t", "true", "y", "yes", "on"), True),
        **dict.fromkeys(("0", "f", "false", "n", "no", "off"), False),
    }.items()
    for letters in product(*((sign, sign.upper()) for sign in word))
}
"""In every mixture of small letters and capitals: looking up costs a third of writing small first."""


def strip_invisible(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Take out control and format characters; line feeds and tabs stay."""
    return column.str.replace_all(_INVISIBLE, "")


def replace(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Replace each place, literally unless `regex` says otherwise."""
    # In a pattern's replacement `$1` is the first group; `literal` keeps a dollar a dollar.
    return column.str.replace_all(said["find"], said["with"], literal=not said["regex"])


def extract(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Keep one group of a pattern."""
    return column.str.extract(said["pattern"], said["group"])


def split(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Keep the nth part, counted from 1, or from the end where it is negative."""
    place = said["part"] - 1 if said["part"] > 0 else said["part"]
    return column.str.split(said["by"]).list.get(place, null_on_oob=True)


def json_path(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Read a path in a JSON text; what is no JSON has none.

    Only objects and arrays are looked into, for a path reads the rest as if it were one.
    """
    is_whole = column.str.contains(r"^\s*[\[{]")
    return pl.when(is_whole).then(column).str.json_path_match(said["path"])


def strip_prefix(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Take a text off the start."""
    return column.str.strip_prefix(said["text"])


def prefix(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Put a text before it."""
    return pl.concat_str(pl.lit(said["text"]), column)


def name_family(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Give the family name: before the comma, or the last word with the particles before it."""
    whole = column.str.strip_chars()
    last = pl.when(whole.str.contains(r"\s")).then(whole.str.extract(_LAST_WORDS, 1))
    return pl.when(whole.str.contains(",", literal=True)).then(_part(whole, 0)).otherwise(last)


def name_given(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Give what is left of a full name without the family name."""
    whole = column.str.strip_chars()
    family = name_family(column, {}).fill_null("")
    first = whole.str.strip_suffix(family).str.strip_chars()
    return pl.when(whole.str.contains(",", literal=True)).then(_part(whole, 1)).otherwise(first)


def _part(whole: pl.Expr, place: int) -> pl.Expr:
    return whole.str.splitn(",", 2).struct.field(f"field_{place}").str.strip_chars()


def email(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Write an address without white space around it, in lower case; punycode stays as it is."""
    return column.str.strip_chars().str.to_lowercase()


def look_up(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Give what a table says of the value; null where it says nothing."""
    table = said["table"]
    kept = [value for value in table.values() if value is not None]
    dtype = pl.Boolean if isinstance(kept[0], bool) else pl.Int64 if isinstance(kept[0], int) else pl.String
    return looked_up(column, table, dtype)


def boolean(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Read the usual words for true and false."""
    return looked_up(column.str.strip_chars(), _WORDS, pl.Boolean)


def looked_up(column: pl.Expr, table: Mapping[str, Any], dtype: type[pl.DataType]) -> pl.Expr:
    """Look each value up, batch by batch: as one expression, polars would hold the whole column for it."""
    new = pl.Series(list(table.values()), dtype=dtype)
    return column.map_batches(
        lambda values: values.replace_strict(list(table), new, default=None, return_dtype=dtype),
        return_dtype=dtype,
        is_elementwise=True,
    )


def integer(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Read a whole number of at most 15 digits, which every reader of JSON keeps exactly."""
    word = column.str.strip_chars()
    return pl.when(word.str.contains(r"^-?[0-9]{1,15}$")).then(word).cast(pl.Int64, strict=False)


def decimal(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Read a number with a decimal point."""
    word = column.str.strip_chars()
    is_number = word.str.contains(r"^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$")
    return pl.when(is_number).then(word).cast(pl.Float64, strict=False)


def shorten(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Keep so many characters, counted in code points as the tenant's z-schema does (`behaviour.md` §3.4)."""
    work = partial(_shorten, most=said["characters"])
    return column.map_batches(work, return_dtype=pl.String, is_elementwise=True)


def _shorten(values: pl.Series, most: int) -> pl.Series:
    """Cut the few that are too long; a sign that would be cut amid falls away whole, unless nothing else is there."""
    long = (values.str.len_chars() > most).fill_null(value=False)
    if not long.any():
        return values
    head, more = (pl.col("value").str.head(count) for count in (most, most + 1))
    is_amid = head.str.count_matches(_SIGN) == more.str.count_matches(_SIGN)
    whole = head.str.replace(rf"^({_SIGN}*){_SIGN}$", "$1")
    cut = pl.when(is_amid & (whole != "")).then(whole).otherwise(head).str.strip_chars_end()
    shortened = pl.DataFrame({"value": values.filter(long)}).select(cut).to_series()
    return values.clone().scatter(long.arg_true(), shortened)


def only_valid(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Keep what the tenant takes for an identifier."""
    bounds = {name: said[name] for name in ("shortest", "longest")}
    return pl.when(forms.is_identifier(said["form"], column, **bounds)).then(column)
