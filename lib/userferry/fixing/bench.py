"""Where changes of a mapping are tried: on the rows that are broken, each change really made and judged again."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from userferry.fixing.candidates import Candidate, find_candidates
from userferry.fixing.change import changed_mapping
from userferry.fixing.judging import Connection, find_broken, refused_rows, rows_without
from userferry.fixing.weighing import Tried, Weight, weigh
from userferry.frames import ROW, Frame
from userferry.mapping import Mapping

_HELD = 200_000
"""So many broken rows are held in memory at most; more are read from the dump each time."""

_PAIR = (ROW, "rule", "column")


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
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
        """What is to be weighed."""
        return Tried(self.mapping, self.mended[ROW].unique().sort(), self.repaired)


class Bench:
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
        self._is_noticed = not broken["refused"].all()
        rows = broken.select(ROW).unique()
        some = frame.join(rows.lazy(), on=ROW, how="semi")
        self._some: Frame = some.collect(engine="streaming") if rows.height <= _HELD else some

    def try_all(self) -> list[tuple[Trial, Weight]]:
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

    def try_on(self, mapping: Mapping, broken: pl.DataFrame, candidate: Candidate) -> Trial:
        """Change a mapping, under which these rows break so much, and judge them again."""
        changed = changed_mapping(mapping, candidate.change)
        after = find_broken(self._some, changed, self._connection)
        after = after if self._is_noticed else after.filter("refused")
        gone = broken.join(after, on=_PAIR, how="anti")
        new = after.filter("refused").join(broken, on=_PAIR, how="anti")
        mended = gone.join(new, on=ROW, how="anti")
        return Trial(
            candidate, changed, after, mended, rows_without(refused_rows(broken), refused_rows(after))
        )

    def whole(self, mapping: Mapping, broken: pl.DataFrame) -> Tried:
        """Give several changes at once as one."""
        mended = self.broken.join(broken, on=_PAIR, how="anti")[ROW].unique().sort()
        return Tried(mapping, mended, rows_without(refused_rows(self.broken), refused_rows(broken)))


def _distinct(kept: Sequence[tuple[Trial, Weight]]) -> list[tuple[Trial, Weight]]:
    """Leave out what mends no row that safer changes of the same column do not mend."""
    found, mended = [], dict[str, pl.Series]()
    for trial, weight in kept:
        rows, change = trial.tried.mended, trial.candidate.change
        known = mended.get(change.column, rows.clear())
        if change.moves or not rows.is_in(known.implode()).all():
            found.append((trial, weight))
            mended[change.column] = pl.concat([known, rows]).unique()
    return found
