"""Who goes in this run, who went before, and who waits?"""

import hashlib
from dataclasses import dataclass, field

import polars as pl

from userferry.checks import Failure
from userferry.conflicts import Resolved
from userferry.conflicts.leaves import at, leaf_paths
from userferry.decisions import unknown_name
from userferry.display import headline, table
from userferry.errors import DecisionError
from userferry.frames import ROW
from userferry.mapping.expressions import RefusedWordError, build_expression, columns_of
from userferry.runs import Place
from userferry.runs.folding import WAITS
from userferry.waves.counted import WAVE, Counted

REST, FAILED = "rest", "failed"
WAVES = {
    "": "everybody",
    "a number": "so many of those who were in no run yet, evenly from all over the dump",
    REST: "all who were in no run yet",
    FAILED: "those who failed in an earlier run, sent again as the mapping makes them now",
    "an expression": "those of them for whom it is true, such as `pl.col('email').str.ends_with('@example.com')`",
}
"""What `wave` can say, and who goes then."""

LEFT = {"__row": pl.Int64, "place": pl.String, "reason": pl.String, "code": pl.String}


@dataclass(frozen=True, slots=True, repr=False)
class Wave:
    """Who goes in one run: the rows of the dump = those who go + those left + those refused or held back.

    Args:
        word: What `wave` said; empty for everybody.
        going: `__row` Int64, in the dump's order.
        left: `__row` Int64; `place` (`not sent` for those who wait, else where an earlier run brought them), `reason`,
            `code` String: whoever is good or arrived already, and does not go.
        counted: The earlier runs.
        is_part: Whether it is one of several runs that count together.
    """

    word: str
    going: pl.DataFrame
    left: pl.DataFrame
    counted: Counted = field(default_factory=Counted)
    is_part: bool = True

    @property
    def digests(self) -> dict[str, str]:
        """What the run's manifest says of it: nothing where everybody goes."""
        said = "\0".join([self.word, *self.counted.names])
        return {WAVE: hashlib.sha256(said.encode()).hexdigest()} if self.is_part else {}

    def of(self, users: pl.LazyFrame) -> pl.LazyFrame:
        """Give those of these users who go, in their order."""
        if not self.is_part and self.left.is_empty():
            return users
        return users.join(self.going.lazy(), on=ROW, how="semi", maintain_order="left")

    def __repr__(self) -> str:
        """Say how many go, went and wait."""
        waiting = int((self.left["place"] == Place.NOT_SENT).sum())
        before = self.left.height - waiting
        return f"Wave({self.going.height:,} rows go, {before:,} need not, {waiting:,} wait)"

    def _repr_html_(self) -> str:
        counted = self.left.group_by("place", "reason", "code").len("rows")
        rows = counted.sort(["rows", "place"], descending=[True, False]).iter_rows()
        told = [("goes in this run", self.word or "everybody", None, self.going.height), *rows]
        runs = f"Counted with it: {', '.join(self.counted.names)}. " if self.counted.names else ""
        others = "; ".join(f"{name}: {why}" for name, why in self.counted.left_out)
        note = runs + (f"Not counted: {others}." if others else "")
        return table(headline(self), ["place", "why", "the tenant's code", "rows"], told, note=note)


def choose_wave(
    users: pl.LazyFrame,
    failure: Failure,
    resolved: Resolved,
    *,
    wave: str = "",
    counted: Counted | None = None,
    among: pl.DataFrame | None = None,
    unchanged: pl.DataFrame | None = None,
) -> Wave:
    """Choose who goes in this run.

    Args:
        users: Every user: `__row` Int64 and a column for each attribute.
        failure: Those whom the tenant would refuse.
        resolved: Those held back.
        wave: As `WAVES` says; an expression is built from allowed words, never evaluated, and names nested values by
            their path, such as `pl.col("app_metadata.plan")`.
        counted: The runs before this one; None for none.
        among: `__row` of those of whom a retry dump was read: only they go; None where there is none.
        unchanged: `LEFT` of those who need not go; None for nobody.

    Raises:
        DecisionError: `wave` is none of these, or names a column that the users lack.
    """
    counted, is_part = counted or Counted(), bool(wave.strip()) or among is not None
    away = [failure.rows().select(ROW), resolved.held.select(ROW)]
    away += [unchanged.select(ROW)] if unchanged is not None else []
    good = users.select(ROW).join(pl.concat(away).lazy(), on=ROW, how="anti").collect(engine="streaming")
    told = counted.standing().collect(engine="streaming")
    has_failed = pl.col("outcome") == Place.FAILED
    there, failed = told.filter(~has_failed), told.filter(has_failed)
    fresh, failed = good.join(told, on=ROW, how="anti").sort(ROW), failed.join(good, on=ROW, how="semi")
    going = _going(users, fresh, failed.select(ROW), wave.strip())
    if among is not None:
        retried = pl.concat([fresh, failed.select(ROW)]).join(among, on=ROW, how="semi")
        going = retried if not wave.strip() else retried.join(going, on=ROW, how="semi")
    left = pl.concat(
        [
            pl.DataFrame(schema=LEFT) if unchanged is None else unchanged.select(list(LEFT)),
            _before(there),
            _before(failed.join(going, on=ROW, how="anti")),
            fresh.join(going, on=ROW, how="anti").select(
                ROW, place=pl.lit(str(Place.NOT_SENT)), reason=pl.lit(WAITS), code=pl.lit(None, pl.String)
            ),
        ]
    )
    left = left.unique(ROW, keep="last").sort(ROW)
    return Wave(wave.strip(), going.sort(ROW), left, counted, is_part)


def _before(told: pl.DataFrame) -> pl.DataFrame:
    return told.select(ROW, place="outcome", reason=pl.format("run {}", "run"), code="code")


def _going(users: pl.LazyFrame, fresh: pl.DataFrame, failed: pl.DataFrame, wave: str) -> pl.DataFrame:
    if wave in {"", REST}:
        return fresh
    if wave == FAILED:
        return failed
    if wave.isdecimal():
        rows = min(int(wave), fresh.height)
        return fresh.select(pl.col(ROW).gather(pl.int_range(rows) * fresh.height // max(rows, 1)))
    matching = users.select(ROW, *_leaves(users)).filter(_condition(users, wave)).select(ROW)
    return fresh.join(matching.collect(engine="streaming"), on=ROW, how="semi", maintain_order="left")


def _leaves(users: pl.LazyFrame) -> list[pl.Expr]:
    schema = users.collect_schema()
    paths = [path for name in schema if name != ROW for path in leaf_paths(name, schema[name])]
    return [at(path).alias(".".join(path)) for path in paths]


def _condition(users: pl.LazyFrame, text: str) -> pl.Expr:
    words = "; ".join(f"{word or 'nothing'}: {meaning}" for word, meaning in WAVES.items())
    leaves = users.select(_leaves(users))
    known = leaves.collect_schema().names()
    try:
        unknown = [name for name in columns_of(text) if name not in known]
        condition = build_expression(text, pl.lit(None, pl.String))
    except RefusedWordError as refused:
        raise DecisionError(
            "The parameters", [f"`wave` is {text!r}, and {refused}; it says {words}"]
        ) from None
    if unknown:
        hint = unknown_name(unknown[0], known, what="attribute of these users")
        raise DecisionError("The parameters", [f"`wave` is {text!r}: {hint}"])
    if not columns_of(text) or leaves.select(condition).collect_schema().dtypes() != [pl.Boolean]:
        raise DecisionError("The parameters", [f"`wave` is {text!r}, which is no condition; it says {words}"])
    return condition
