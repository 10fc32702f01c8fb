"""Where a row stands that several runs of one migration sent: in one place, the last that is true."""

from collections.abc import Sequence

import polars as pl

from userferry.runs.outcomes import Place

WAITS = "waits for a later wave"
"""The reason of a row that is good and that no run was given yet."""

_THERE = (Place.INSERTED, Place.UPDATED, Place.UNCHANGED)
_WEIGHTS = {Place.NOT_SENT: 0, Place.FAILED: 1, **dict.fromkeys(_THERE, 3), Place.IN_DOUBT: 4}
_LATEST = 2


def fold_places(earlier: Sequence[pl.LazyFrame], latest: pl.LazyFrame) -> pl.LazyFrame:
    """Give each row the place where it stands last.

    Whoever is in doubt anywhere stays in doubt until that run has settled it; who arrived by any run is there, whatever
    a later check or run says; of everybody else the latest word counts: the latest check's and run's, or the latest
    failure.

    Args:
        earlier: `__row` Int64; `place`, `reason` String: what came of each earlier run, in their order.
        latest: The same, of the latest check and run.

    Returns:
        The same columns; a row that stands twice in one of the frames stands twice, so that whoever counts sees it.
    """
    if not earlier:
        return latest
    known = pl.col("place").replace_strict(_WEIGHTS, default=_LATEST, return_dtype=pl.Int32)
    weighed = [each.with_columns(weight=known) for each in earlier]
    weighed.append(latest.with_columns(weight=pl.max_horizontal(known, pl.lit(_LATEST, pl.Int32))))
    ordered = [
        each.with_columns(weight=pl.col("weight") * (len(weighed) + 1) + number, run=number)
        for number, each in enumerate(weighed)
    ]
    together = pl.concat(ordered)
    best = together.group_by("__row").agg(pl.col("weight").max())
    # the same weight twice is the same run twice: nobody's place is made up from that
    return together.join(best, on=["__row", "weight"], how="semi").select("__row", "place", "reason")
