"""What the values of one column show, measured on a sample: shares of shapes, of words, of names, and numbers."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

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
_TYPED = ("plaintext", "marked_plaintext")
_FORM = "form of hash"
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


def measure_columns(columns: Sequence[pl.Series]) -> list[Evidence]:
    """Measure columns, all of them by one pattern after another: to prepare a pattern takes as long as to use it.

    Args:
        columns: Strings, each named as its column; nulls and empty texts are passed over.
    """
    looks = [_look(values) for values in columns]
    ends = list(accumulate(look.len() for look in looks))
    every = pl.concat([pl.Series("value", dtype=pl.String), *(look.alias("value") for look in looks)])
    marks = pl.DataFrame([*_match(every), *_recognise(every)])
    return [
        _measure(values, look, marks.slice(end - look.len(), look.len()))
        for values, look, end in zip(columns, looks, ends, strict=True)
    ]


def _look(values: pl.Series) -> pl.Series:
    filled = values.filter(values != "").drop_nulls()
    looked = filled.gather_every(max(1, filled.len() // MAX_VALUES)).head(MAX_VALUES)
    meant = looked.filter(~looked.str.strip_chars().str.to_lowercase().is_in(PLACEHOLDERS))
    # A column may say "n/a" or "unknown" now and then and still be what its other values are.
    return meant if 2 * meant.len() > looked.len() else looked


def _match(values: pl.Series) -> list[pl.Series]:
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = pool.map(lambda one: values.str.contains(one[1]).alias(one[0]), _anchored().items())
        return list(found)


def _measure(values: pl.Series, looked: pl.Series, marks: pl.DataFrame) -> Evidence:
    trimmed = looked.str.strip_chars()
    counted = (
        looked.alias("value")
        .value_counts(sort=True, name="rows")
        .sort("rows", "value", descending=[True, False])
    )
    if not looked.len():
        return Evidence(values.name, counted, 0, {}, hints_of(values.name))
    lower = trimmed.str.to_lowercase()
    shares: dict[str, float] = marks.select(pl.col(pl.Boolean).mean()).row(0, named=True)
    shares |= {name: _mean(lower.is_in(words)) for name, words in _WORDS.items()}
    shares["country code"] = _mean(lower.is_in(COUNTRY_CODES))
    shares["upper"] = _mean(trimmed.str.contains(r"^[A-Z0-9]+$"))
    shares["language"] = _mean(lower.str.extract(r"^([a-z]{2,3})(?:$|[-_.])", 1).is_in(LANGUAGES))
    shares["boolean"] = _mean(lower.is_in(TRUE | FALSE))
    shares |= _known_names(lower)
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
        forms=_forms(marks),
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
    return _is_known(hash_findings(value.str.strip_chars()))


def _is_known(finding: pl.Expr) -> pl.Expr:
    kind, form = finding.struct.field("kind"), finding.struct.field("format")
    return (kind == "ambiguous") | (kind.is_in(_HASHES) & form.is_not_null() & (form != "plaintext"))


def _recognise(values: pl.Series) -> list[pl.Series]:
    """Tell values with a mark of their form from those that only have a digest's length, and name the forms."""
    bare = values.str.strip_chars()
    found = bare.to_frame("value").select(finding=hash_findings(pl.col("value")))
    told = found.select(_is_known(pl.col("finding"))).to_series().fill_null(value=False)
    form = found["finding"].struct.field("format")
    is_sure = told & ~form.fill_null("").is_in(["", *_FAINT])
    is_typed = form.is_in(_TYPED).fill_null(value=False) & (bare == values)  # in clear a blank belongs to it
    return [
        is_sure.alias("hash"),
        (told & ~is_sure).alias("hash by its look"),
        is_typed.alias("typed"),
        form.set(~told, None).alias(_FORM),
    ]


def _forms(marks: pl.DataFrame) -> str:
    """Write the pattern of the forms that were seen."""
    seen = map(named, marks[_FORM].drop_nulls().unique().sort())
    # Forms that a pattern alone cannot tell are left out: their values are asked about one by one.
    patterns = [_NAMED_GROUP.sub("(?:", form.pattern) for form in seen if form.holds is None]
    bare = [pattern.removeprefix("^").removesuffix("$") for pattern in patterns]
    return "|".join(f"(?:{pattern})" for pattern in [*bare, _DIGEST])


def _commonest(values: pl.Series) -> float:
    counted = values.str.replace(r"\d+$", "").drop_nulls().alias("value").value_counts(name="rows")
    return float(str(counted["rows"].max() or 0)) / max(1, values.len())


def _mean(told: pl.Series) -> float:
    return float(told.fill_null(value=False).sum()) / max(1, told.len())


def _whole(number: object) -> int | None:
    return None if number is None else int(str(number))
