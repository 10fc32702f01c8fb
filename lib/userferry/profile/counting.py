"""The passes over a dump: a sample from all over it, and every count that can be exact."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from userferry.profile.damage import damages, plain_patterns
from userferry.profile.evidence import is_hash
from userferry.profile.shapes import whole
from userferry.profile.verdict import Verdict

BLOCK_ROWS = 1_000
MIN_BLOCKS = 100
_BLOCKS = [
    block
    for octave in range(20)
    for block in range(MIN_BLOCKS << octave >> 1 if octave else 0, MIN_BLOCKS << octave, 1 << octave)
]
"""Every block of the first hundred, every second of the next hundred, every fourth of the next 200, and so on."""

MAX_KNOWN = 5_000
"""Different values in a sample up to which a column's values are known by heart."""

_AT = "at"


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted in a column.

    Args:
        rows: Rows of the dump.
        filled: Values that are neither null nor empty.
        distinct: Different ones among them.
        is_exact: Whether `distinct` was counted and not estimated.
        shortest: Characters, None where nothing is filled in.
        longest: Characters.
        mean: Characters.
        misfits: Filled values that have not the shape of the column's kind; 0 where it has none.
        examples: The first and the last misfit in alphabetical order.
        damages: How many values have each damage.
    """

    rows: int
    filled: int
    distinct: int
    is_exact: bool
    shortest: int | None
    longest: int | None
    mean: float | None
    misfits: int
    examples: tuple[str, ...]
    damages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows from all over a dump.

    Args:
        rows: String columns.
        is_whole: Whether these are all the rows.
        about: How many rows the dump has, to within a few per cent.
    """

    rows: pl.DataFrame
    is_whole: bool
    about: int


def take_sample(frame: pl.LazyFrame) -> Sample:
    """Take fifty to a hundred blocks of a thousand rows, evenly from all over; every row of less than 100,000.

    How long the dump is shows only at its end: blocks are kept ever more sparsely on the way, and those that turn out
    to be too many are dropped. So one pass is enough, and the same rows come out of it each time.

    Args:
        frame: String columns.
    """
    block = pl.col(_AT) // BLOCK_ROWS
    kept = frame.with_row_index(_AT).filter(block.is_in(_BLOCKS)).collect(engine="streaming")
    last = int(kept[_AT][-1]) // BLOCK_ROWS if kept.height else 0
    is_whole = last < MIN_BLOCKS - 1
    step = 1 if is_whole else 1 << (last // MIN_BLOCKS).bit_length()
    return Sample(
        kept.filter(block % step == 0).drop(_AT), is_whole, last * BLOCK_ROWS if not is_whole else kept.height
    )


def count_columns(
    frame: pl.LazyFrame, verdicts: Mapping[str, Verdict], sample: Sample
) -> tuple[int, dict[str, Count]]:
    """Count everything that is cheap, in one pass.

    A value that has its column's shape and no doubtful sign is counted and passed by; the others, few as a rule, are
    looked at for each damage.

    Args:
        frame: String columns.
        verdicts: What each column is held to be.
        sample: From all over the frame; tells which columns have few different values.

    Returns:
        How many rows there are, and what was counted in each column.
    """
    names = list(verdicts)
    seen = {name: _filled(sample.rows[name]).unique() for name in names}
    known = {name: values for name, values in seen.items() if values.len() <= MAX_KNOWN < sample.rows.height}
    odd = [
        _odd(pl.col(name), verdicts[name], known.get(name)).alias(f"odd {at}")
        for at, name in enumerate(names)
    ]
    asked = [
        question.alias(f"{what} {at}")
        for at, name in enumerate(names)
        for what, question in _questions(
            pl.col(name), pl.col(f"odd {at}"), verdicts[name], known.get(name)
        ).items()
    ]
    told = frame.with_columns(odd).select(pl.len().alias("rows"), *asked).collect(engine="streaming")
    answers = told.row(0, named=True)
    rows = int(answers["rows"])
    counts = {}
    for at, name in enumerate(names):
        # The sample holds every value there is: it is the dump, or nothing that it lacks was met.
        is_exact = sample.is_whole or (name in known and not answers[f"strange {at}"])
        exact = seen[name].len() if is_exact else None
        counts[name] = _count(at, answers, verdicts[name].kind, rows, exact)
    return rows, counts


def _filled(values: pl.Series) -> pl.Series:
    return values.filter(values != "").drop_nulls()


def _odd(value: pl.Expr, verdict: Verdict, known: pl.Series | None) -> pl.Expr:
    """Give the values to look at twice: those that are not plainly of their column's kind and free of damage."""
    if known is None:
        is_odd = _is_doubtful(value, verdict)
    else:
        # Where few values come again and again, each is judged once and then known again, which is far cheaper.
        plain = known.to_frame("value").filter(~_is_doubtful(pl.col("value"), verdict)).to_series()
        is_odd = ~value.is_in(plain.implode())
    return pl.when(is_odd & (value != "")).then(value)


def _is_doubtful(value: pl.Expr, verdict: Verdict) -> pl.Expr:
    needed, refused = plain_patterns(verdict)
    told = [~value.str.contains(_ascii(pattern)) for pattern in needed]
    return pl.any_horizontal([*told, *(value.str.contains(pattern) for pattern in refused)])


def _ascii(pattern: str) -> str:
    # Digits of every script cost time, and Auth0 knows no number in them.
    return pattern.replace(r"\d", "[0-9]")


def _questions(value: pl.Expr, odd: pl.Expr, verdict: Verdict, known: pl.Series | None) -> dict[str, pl.Expr]:
    # Only what is worked out row by row goes through in a stream: one filter here, and polars holds the whole dump.
    length = value.str.len_chars()
    asked = {
        "filled": (value != "").sum(),
        "nulls": value.null_count(),
        "distinct": value.approx_n_unique(),
        "shortest": pl.when(length > 0).then(length).min(),
        "longest": length.max(),
        "characters": length.sum(),
    }
    if known is not None:
        asked["strange"] = (~value.is_in(known.implode()) & (value != "")).sum()
    if verdict.kind == "hash":
        return asked | {
            "misfits": odd.map_batches(_is_no_hash, return_dtype=pl.Boolean, is_elementwise=True).sum()
        }
    if verdict.shape:
        is_misfit = ~odd.str.contains(_ascii(whole(verdict.shape)))
        misfit = pl.when(is_misfit).then(odd)
        asked |= {"misfits": is_misfit.sum(), "least": misfit.min(), "greatest": misfit.max()}
    return asked | {what: odd.str.contains(pattern).sum() for what, pattern in damages(verdict.kind).items()}


def _is_no_hash(values: pl.Series) -> pl.Series:
    if values.null_count() == values.len():
        return pl.Series(values.name, [None], dtype=pl.Boolean).new_from_index(0, values.len())
    found = values.to_frame("value").select(
        pl.when(pl.col("value").is_not_null()).then(~is_hash(pl.col("value")))
    )
    return found.to_series().alias(values.name)


def _count(at: int, answers: Mapping[str, object], kind: str, rows: int, exact: int | None) -> Count:
    def number(what: str) -> int:
        return int(str(answers.get(f"{what} {at}") or 0))

    filled, nulls = number("filled"), number("nulls")
    # Null and the empty text are different values to polars, and none to us.
    spare = (nulls > 0) + (rows - filled - nulls > 0)
    guess = max(min(1, filled), min(filled, number("distinct") - spare))
    ends = (answers.get(f"least {at}"), answers.get(f"greatest {at}"))
    return Count(
        rows=rows,
        filled=filled,
        distinct=guess if exact is None else exact,
        is_exact=exact is not None,
        shortest=number("shortest") if filled else None,
        longest=number("longest") if filled else None,
        mean=round(number("characters") / filled, 2) if filled else None,
        misfits=number("misfits"),
        examples=tuple(dict.fromkeys(str(end) for end in ends if end is not None)),
        damages={} if kind == "hash" else {what: found for what in damages(kind) if (found := number(what))},
    )
