"""What the values of one column show, measured on a sample: shares of shapes, of words, of names, and numbers."""

import re
from dataclasses import dataclass, field
from functools import cache

import polars as pl

from userferry.passwords import hash_findings
from userferry.passwords.registry import named
from userferry.profile.names import FAMILY, GIVEN, hints_of
from userferry.profile.shapes import DAYS, EPOCHS, SHAPES, STAMPS, whole
from userferry.profile.words import COUNTRIES, COUNTRY_CODES, FALSE, LANGUAGES, PLACEHOLDERS, TRUE

MAX_VALUES = 2_000
"""Values of a column that are looked at closely, evenly from all over the sample."""

_HASHES = ("converted", "unconvertible")
_DIGEST = "[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}"
_NAMED_GROUP = re.compile(r"\(\?P<\w+>")
_FAINT = ("des_crypt", "mysql323")
"""Forms that any thirteen letters, or any sixteen hexadecimal digits, have."""

_WORDS: dict[str, frozenset[str]] = {
    "true": TRUE,
    "false": FALSE,
    "placeholder": PLACEHOLDERS,
    "country": COUNTRIES,
}
_PATTERNS = {**SHAPES, **DAYS, **STAMPS, **EPOCHS}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the values of a column show.

    Args:
        column: Its name.
        values: Distinct filled values of the sample with how often they occur: `value` String, `rows`.
        filled: Filled values looked at.
        shares: The share of them, 0 to 1, that have a shape, by the shape's name.
        hints: What the column's name speaks for.
        lowest: The least of the whole numbers, None where there is none.
        highest: The greatest.
        rising: The share of neighbours that are one and the same step apart, upwards.
        longest: Characters.
        shortest: Characters.
        mean: Characters.
        forms: The pattern of the forms of password hash that were seen.
    """

    column: str
    values: pl.DataFrame
    filled: int
    shares: dict[str, float]
    hints: frozenset[str] = field(default_factory=frozenset)
    lowest: int | None = None
    highest: int | None = None
    rising: float = 0.0
    longest: int = 0
    shortest: int = 0
    mean: float = 0.0
    forms: str = ""

    def share(self, *shapes: str) -> float:
        """The share of values that have the likeliest of these shapes."""
        return max(self.shares.get(shape, 0.0) for shape in shapes)

    @property
    def distinct(self) -> int:
        """Different values among those looked at."""
        return self.values.height

    @property
    def is_unique(self) -> bool:
        """Whether next to no value occurs twice."""
        return self.distinct >= 0.99 * self.filled


def measure(values: pl.Series) -> Evidence:
    """Measure a column.

    Args:
        values: String, named as the column; nulls and empty texts are passed over.
    """
    filled = values.filter(values != "").drop_nulls()
    step = max(1, filled.len() // MAX_VALUES)
    looked = filled.gather_every(step).head(MAX_VALUES)
    meant = looked.filter(~looked.str.strip_chars().str.to_lowercase().is_in(PLACEHOLDERS))
    # A column may say "n/a" or "unknown" now and then and still be what its other values are.
    looked = meant if 2 * meant.len() > looked.len() else looked
    trimmed = looked.str.strip_chars()
    counted = (
        looked.alias("value")
        .value_counts(sort=True, name="rows")
        .sort("rows", "value", descending=[True, False])
    )
    if not looked.len():
        return Evidence(values.name, counted, 0, {}, hints_of(values.name))
    lower = trimmed.str.to_lowercase()
    shares = {name: _mean(looked.str.contains(pattern)) for name, pattern in _anchored().items()}
    shares |= {name: _mean(lower.is_in(words)) for name, words in _WORDS.items()}
    shares["country code"] = _mean(lower.is_in(COUNTRY_CODES))
    shares["upper"] = _mean(trimmed.str.contains(r"^[A-Z0-9]+$"))
    shares["language"] = _mean(lower.str.extract(r"^([a-z]{2,3})(?:$|[-_.])", 1).is_in(LANGUAGES))
    shares["boolean"] = _mean(lower.is_in(TRUE | FALSE))
    shares |= _known_names(lower)
    marked, faint, forms = _hashes(trimmed)
    shares["hash"], shares["hash by its look"] = _mean(marked), _mean(faint)
    shares["typed"] = _mean(looked.to_frame("value").select(_is_typed()).to_series())
    shares["prefix"] = _commonest(trimmed.str.extract(r"^([A-Za-z]{1,8}[-_:#.]?)\d|^([A-Za-z]{2,6}[-_])", 0))
    shares["hex case"] = _mean(trimmed.str.contains(r"^[0-9a-f]+$"))
    shares["has letters"] = _mean(trimmed.str.contains(r"\p{L}"))
    shares["has digits"] = _mean(trimmed.str.contains(r"\d"))
    shares["leading nought"] = _mean(trimmed.str.starts_with("0"))
    numbers = trimmed.filter(trimmed.str.contains(r"^\d{1,18}$")).cast(pl.Int64)
    lengths = looked.str.len_chars()
    steps = trimmed.cast(pl.Int64, strict=False).diff().drop_nulls()
    return Evidence(
        values.name,
        counted,
        looked.len(),
        shares,
        hints_of(values.name),
        lowest=_whole(numbers.min()),
        highest=_whole(numbers.max()),
        rising=_commonest_step(steps),
        longest=_whole(lengths.max()) or 0,
        shortest=_whole(lengths.min()) or 0,
        mean=float(str(lengths.mean())),
        forms=forms,
    )


def _known_names(values: pl.Series) -> dict[str, float]:
    value = pl.col("value")
    # "Smith, John" is the other way round.
    family = pl.coalesce(value.str.extract(r"(\S+),", 1), value.str.extract(r"(\S+)$", 1))
    given = value.str.extract(r"^(?:[^,]+, ?)?([^\s\-,]+)", 1)
    found = (
        values.alias("value")
        .to_frame()
        .select(given=given.is_in(GIVEN) | value.is_in(GIVEN), family=family.is_in(FAMILY))
    )
    return {name: _mean(found[name]) for name in found.columns}


def _commonest_step(steps: pl.Series) -> float:
    counted = steps.filter(steps > 0).alias("step").value_counts(name="rows")
    return float(str(counted["rows"].max() or 0)) / max(1, steps.len())


@cache
def _anchored() -> dict[str, str]:
    return {name: whole(pattern) for name, pattern in _PATTERNS.items()}


def is_hash(value: pl.Expr) -> pl.Expr:
    """Say of each value whether it has a known form of password hash, blanks around it aside; Boolean or null."""
    verdict = hash_findings(value.str.strip_chars()).struct
    kind, form = verdict.field("kind"), verdict.field("format")
    return (kind == "ambiguous") | (kind.is_in(_HASHES) & form.is_not_null() & (form != "plaintext"))


def _is_typed() -> pl.Expr:
    return hash_findings(pl.col("value")).struct.field("format").is_in(["plaintext", "marked_plaintext"])


def _hashes(values: pl.Series) -> tuple[pl.Series, pl.Series, str]:
    """Tell values with a mark of their form from those that only have a digest's length; write the forms' pattern."""
    found = values.to_frame("value").with_columns(
        told=is_hash(pl.col("value")), form=hash_findings(pl.col("value")).struct.field("format")
    )
    is_sure = found["told"] & ~found["form"].fill_null("").is_in(["", *_FAINT])
    named_forms = found.filter("told")["form"].drop_nulls().unique().sort()
    # Forms that a pattern alone cannot tell are left out: their values are asked about one by one.
    seen = [form for form in map(named, named_forms) if form.holds is None]
    patterns = [_NAMED_GROUP.sub("(?:", form.pattern).removeprefix("^").removesuffix("$") for form in seen]
    return is_sure, found["told"] & ~is_sure, "|".join(f"(?:{pattern})" for pattern in [*patterns, _DIGEST])


def _commonest(values: pl.Series) -> float:
    counted = values.str.replace(r"\d+$", "").drop_nulls().alias("value").value_counts(name="rows")
    return float(str(counted["rows"].max() or 0)) / max(1, values.len())


def _mean(told: pl.Series) -> float:
    return float(told.fill_null(value=False).sum()) / max(1, told.len())


def _whole(number: object) -> int | None:
    return None if number is None else int(str(number))
