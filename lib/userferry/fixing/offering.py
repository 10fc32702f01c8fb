"""Try what may repair rows, on the rows that are broken, and offer what does."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from userferry.checks.fixes import fixes_of
from userferry.fixing.candidates import Candidate, find_candidates, target_candidates
from userferry.fixing.change import changed_mapping, rule_of
from userferry.fixing.fixes import Fixes, Remainder
from userferry.fixing.judging import Connection, find_broken, find_wrong_targets, refused_rows
from userferry.fixing.offer import Offer
from userferry.fixing.weighing import Tried, Weight, weigh
from userferry.frames import ROW, Frame, numbered
from userferry.mapping import Mapping

_HELD = 200_000
"""So many broken rows are held in memory at most; more are read from the dump each time."""

_PAIR = (ROW, "rule", "column")


def offer_fixes(frame: Frame, mapping: Mapping, connection: Connection = None) -> Fixes:
    """Offer the changes of a mapping that repair rows which the tenant would refuse, or would change.

    Each is really made and tried on the rows that are broken; what it does to the others is counted in one pass over
    the dump. None is offered that would have the tenant refuse a row it takes now, or that leaves a value which no step
    can read.

    Args:
        frame: The dump: `__row` Int64 and one String column for each of its columns.
        mapping: What is decided; a target that cannot be followed may be in it, and is offered another.
        connection: The live connection as the API gives it, for its own rules; None for Auth0's defaults.

    Raises:
        DecisionError: The mapping cannot be followed for another reason than its targets.
    """
    frame = numbered(frame)
    broken = find_broken(frame, mapping, connection)
    refused = refused_rows(broken)
    bench = _Bench(frame, mapping, broken.filter("refused"), refused, connection)
    kept = bench.try_all()
    noticed = _Bench(frame, mapping, broken.filter(~pl.col("refused")), refused, connection).try_all()
    chosen, last, weight = _together(bench, kept)
    return Fixes(
        refused.len(),
        tuple(_offer(trial, weighed, mapping, broken) for trial, weighed in [*kept, *noticed]),
        tuple(place for place, (trial, _) in enumerate(kept) if trial in chosen),
        refused.len() - refused_rows(last).len(),
        weight.collides,
        tuple(_remainders(last)),
    )


def offer_targets(mapping: Mapping) -> tuple[Offer, ...]:
    """Offer other targets for the columns whose target cannot be followed; no dump is looked at, nothing counted."""
    wrong = find_wrong_targets(mapping)
    return tuple(
        Offer(
            attribute=str(rule_of(mapping, one.change.column).target),
            column=one.change.column,
            rules=(wrong[one.change.column],),
            is_refused=True,
            words=one.words,
            loses=one.loses,
            change=one.change,
            rows=0,
            mends=0,
            repairs=0,
        )
        for one in target_candidates(mapping)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """A candidate, tried.

    Args:
        candidate: What was changed.
        mapping: With the change.
        broken: What is broken still, of the rows that were.
        mended: What is broken no more in rows that break nothing new: `__row`, `rule`, `column`, `refused`.
        repaired: Rows that were refused and would be taken, in order.
    """

    candidate: Candidate
    mapping: Mapping
    broken: pl.DataFrame
    mended: pl.DataFrame
    repaired: pl.Series

    @property
    def tried(self) -> Tried:
        return Tried(self.mapping, self.mended[ROW].unique().sort(), self.repaired)


class _Bench:
    """Where changes are tried: the rows that are broken, and what they break.

    Args:
        frame: The dump.
        mapping: What is decided.
        broken: What is to be mended, as `find_broken` gives it: what refuses rows, or what the tenant changes.
        refused: Every row that the tenant would refuse, in order.
        connection: As for `check_users`.
    """

    def __init__(
        self,
        frame: pl.LazyFrame,
        mapping: Mapping,
        broken: pl.DataFrame,
        refused: pl.Series,
        connection: Connection,
    ) -> None:
        self.frame, self.mapping, self.broken = frame, mapping, broken
        self._refused, self._connection = refused, connection
        rows = broken.select(ROW).unique()
        some = frame.join(rows.lazy(), on=ROW, how="semi")
        self._some: Frame = some.collect(engine="streaming") if rows.height <= _HELD else some

    def try_all(self) -> list[tuple["_Trial", Weight]]:
        """Try every change that may mend what is broken, and keep those that do and harm nobody."""
        if self.broken.is_empty():
            return []
        rules = self.broken["rule"].value_counts().with_columns(pl.col("rule").cast(pl.String))
        by_rows = rules.sort("count", "rule", descending=[True, False])["rule"]
        candidates = find_candidates(self.frame, self.mapping, by_rows, self._connection)
        found = [self.try_on(self.mapping, self.broken, one) for one in candidates]
        found = [one for one in found if one.mended.height]
        weights = self.weigh([one.tried for one in found])
        return _distinct([both for both in zip(found, weights, strict=True) if not both[1].harms])

    def weigh(self, tried: Sequence[Tried]) -> list[Weight]:
        """Weigh changed mappings."""
        return weigh(self.frame, self.mapping, tried, self._refused, self._connection)

    def try_on(self, mapping: Mapping, broken: pl.DataFrame, candidate: Candidate) -> _Trial:
        """Change a mapping, under which these rows break so much, and judge them again."""
        changed = changed_mapping(mapping, candidate.change)
        after = find_broken(self._some, changed, self._connection)
        gone = broken.join(after, on=_PAIR, how="anti")
        new = after.filter("refused").join(broken, on=_PAIR, how="anti")
        mended = gone.join(new, on=ROW, how="anti")
        return _Trial(candidate, changed, after, mended, _without(refused_rows(broken), refused_rows(after)))

    def whole(self, mapping: Mapping, broken: pl.DataFrame) -> Tried:
        """Give several changes at once as one."""
        mended = self.broken.join(broken, on=_PAIR, how="anti")[ROW].unique().sort()
        return Tried(mapping, mended, _without(refused_rows(self.broken), refused_rows(broken)))


def _without(rows: pl.Series, others: pl.Series) -> pl.Series:
    return rows.filter(~rows.is_in(others.implode()))


def _distinct(kept: Sequence[tuple[_Trial, Weight]]) -> list[tuple[_Trial, Weight]]:
    """Leave out what mends no row that safer changes of the same column do not mend."""
    found, mended = [], dict[str, pl.Series]()
    for trial, weight in kept:
        rows, change = trial.tried.mended, trial.candidate.change
        known = mended.get(change.column, rows.clear())
        if change.moves or not rows.is_in(known.implode()).all():
            found.append((trial, weight))
            mended[change.column] = pl.concat([known, rows]).unique()
    return found


def _together(
    bench: _Bench, kept: Sequence[tuple[_Trial, Weight]]
) -> tuple[list[_Trial], pl.DataFrame, Weight]:
    """Take one after the other what still mends something; give those, what stays broken, and what they weigh.

    Where all of them at once would have a row refused that is taken, the first stands alone.
    """
    mapping, broken, chosen = bench.mapping, bench.broken, []
    for trial, weight in kept:
        after = bench.try_on(mapping, broken, trial.candidate)
        newly = _without(refused_rows(after.broken), refused_rows(broken))
        if after.mended.height and newly.is_empty():
            mapping, broken = after.mapping, after.broken
            chosen.append((trial, weight))
    if len(chosen) > 1:
        (weight,) = bench.weigh([bench.whole(mapping, broken)])
        if not weight.harms:
            return [trial for trial, _ in chosen], broken, weight
    if not chosen:
        return [], bench.broken, Weight()
    ((trial, weight), *_) = chosen
    return [trial], trial.broken, weight


def _offer(trial: _Trial, weight: Weight, mapping: Mapping, broken: pl.DataFrame) -> Offer:
    change = trial.candidate.change
    pairs = broken.join(trial.mended.select("rule", "column").unique(), on=["rule", "column"], how="semi")
    rules = trial.mended.select(pl.col("rule").cast(pl.String)).to_series().unique().sort()
    return Offer(
        attribute=str(rule_of(mapping, change.column).target),
        column=change.column,
        rules=tuple(rules),
        is_refused=bool(trial.mended["refused"].any()),
        words=trial.candidate.words,
        loses=trial.candidate.loses,
        change=change,
        rows=pairs[ROW].n_unique(),
        mends=trial.mended[ROW].n_unique(),
        repairs=trial.repaired.len(),
        changes=weight.changes,
        empties=weight.empties,
        collides=weight.collides,
    )


def _remainders(broken: pl.DataFrame) -> list[Remainder]:
    refused = (
        broken.filter("refused").group_by(pl.col("rule").cast(pl.String)).agg(rows=pl.col(ROW).n_unique())
    )
    found = refused.sort("rows", "rule", descending=[True, False])
    return [Remainder(rule, rows, fixes_of(rule).otherwise) for rule, rows in found.iter_rows()]
