"""Try what may repair rows, on the rows that are broken, and offer what does."""

from collections.abc import Sequence

import polars as pl

from userferry.checks.fixes import fixes_of
from userferry.fixing.bench import Bench, Trial
from userferry.fixing.candidates import Values, target_candidates
from userferry.fixing.change import rule_of
from userferry.fixing.fixes import Fixes, Remainder
from userferry.fixing.judging import Connection, find_broken, find_wrong_targets, refused_rows, rows_without
from userferry.fixing.offer import Offer
from userferry.fixing.weighing import Weight
from userferry.frames import ROW, Frame, numbered
from userferry.mapping import Mapping


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
    bench = Bench(frame, mapping, broken.filter("refused"), refused, connection)
    kept = bench.try_all()
    noticed = Bench(frame, mapping, broken.filter(~pl.col("refused")), refused, connection).try_all()
    chosen, last, weight = _together(bench, kept)
    return Fixes(
        refused.len(),
        tuple(_offer(trial, weighed, mapping, broken) for trial, weighed in [*kept, *noticed]),
        tuple(place for place, (trial, _) in enumerate(kept) if trial in chosen),
        refused.len() - refused_rows(last).len(),
        weight.collides,
        tuple(_remainders(last)),
    )


def offer_targets(mapping: Mapping, values: Values) -> tuple[Offer, ...]:
    """Offer what would make targets fit that cannot be followed; nothing is counted.

    Args:
        mapping: What is decided.
        values: Gives the different values that a rule's steps make of its column, or some of them.
    """
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
        for one in target_candidates(mapping, values)
    )


def _together(bench: Bench, kept: Sequence[tuple[Trial, Weight]]) -> tuple[list[Trial], pl.DataFrame, Weight]:
    """Take one after the other what still mends something; give those, what stays broken, and what they weigh.

    Where all of them at once would have a row refused that is taken, the first stands alone.
    """
    mapping, broken, chosen = bench.mapping, bench.broken, []
    for trial, weight in kept:
        after = bench.try_on(mapping, broken, trial.candidate)
        newly = rows_without(refused_rows(after.broken), refused_rows(broken))
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


def _offer(trial: Trial, weight: Weight, mapping: Mapping, broken: pl.DataFrame) -> Offer:
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
