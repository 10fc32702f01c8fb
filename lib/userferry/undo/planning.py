"""Plan an undo: whom a run touched, from its own records, and how they are now, from a fresh export."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from userferry.api import Session
from userferry.durable import make_folder, write_frame
from userferry.errors import WorkspaceError
from userferry.runs import Outcome, Pace, Place, Run
from userferry.runs.presence import take_presence
from userferry.runs.proving import count_logins
from userferry.runs.records import Records
from userferry.undo.looking import Looks, judge_touched, read_touched
from userferry.undo.plan import PLAN_SCHEMA, UndoPlan

_USUAL = Pace()
_CHUNKS_AT_ONCE = 50
_FACTORS_FAILED = "MFA_FACTORS_FAILED"  # the rest of such a row was applied (behaviour.md §2.4)


def plan_undo(
    run: Run,
    session: Session,
    *,
    pace: Pace = _USUAL,
    sleep: Callable[[float], None] | None = None,
    holds_changed: bool = True,
) -> UndoPlan:
    """Look at the tenant and say what taking a run back would do to each user; nothing is changed there.

    An undo that was begun keeps its plan, and that one is read.

    Args:
        run: Any of whose chunks none is in doubt; it need not have sent them all.
        session: With the run's target.
        pace: How often the export is asked after.
        sleep: Waits seconds; the session's own when left out.
        holds_changed: Whether those whom somebody else changed since are held.

    Raises WorkspaceError for another tenant's session, a run in doubt, and files that are not what was recorded.
    """
    require_target(run, session)
    folder = run.folder / "undo"
    if run.is_undone:
        return UndoPlan.read(folder)
    make_folder(folder)
    outcome = _settled_outcome(run)
    records = Records(run.folder, run.manifest, run.state())
    now = take_presence(
        session,
        run.manifest.connection_id,
        folder / "now.parquet",
        poll_seconds=pace.min_poll_seconds,
        sleep=sleep or session.sleep,
        is_whole=True,
    )
    parts = folder / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    make_folder(parts)
    try:
        for number, rows in enumerate(_plans(records, outcome, now.path, holds_changed=holds_changed)):
            write_frame(parts / f"{number:05d}.parquet", pl.DataFrame(rows, schema=PLAN_SCHEMA, orient="row"))
        files = sorted(parts.iterdir())
        every = pl.scan_parquet(files) if files else pl.LazyFrame(schema=PLAN_SCHEMA)
        write_frame(folder / "plan.parquet", _once(every))
    finally:
        shutil.rmtree(parts, ignore_errors=True)
        now.path.unlink(missing_ok=True)
    return UndoPlan.of(folder, holds_changed=holds_changed)


def require_target(run: Run, session: Session) -> None:
    """Raise WorkspaceError for another tenant's session."""
    if session.domain != run.manifest.target:
        raise WorkspaceError(
            f"The run {run.folder.name} is for {run.manifest.target} and this session speaks to {session.domain}. "
            "Nothing was done; use a session with the run's target."
        )


def _settled_outcome(run: Run) -> Outcome:
    outcome = Outcome.read(run.folder) if run.state().finished else run.outcome(run.folder / "undo")
    if doubtful := outcome.counts[Place.IN_DOUBT]:
        raise WorkspaceError(
            f"{doubtful:,} users of the run {run.folder.name} are in doubt or with the tenant, so whom it inserted is "
            "not known. Nothing was changed; send the run again, which settles them, and then take it back."
        )
    return outcome


def _plans(
    records: Records, outcome: Outcome, exported: Path, *, holds_changed: bool
) -> Iterator[list[tuple[str | None, ...]]]:
    """Judge everybody whom the run touched, some chunks at a time."""
    is_touched = pl.col("outcome").is_in([Place.INSERTED, Place.UPDATED]) | (
        pl.col("code") == _FACTORS_FAILED
    )
    looks = Looks.of(records, exported)
    proven = outcome.rows.filter(is_touched).join(
        count_logins(records.folder), on="__row", how="left", maintain_order="left"
    )
    touched = proven.select("chunk", "position", "auth0_user_id", "code", pl.col("proofs").fill_null(0))
    numbers = [each.chunk for each in records.manifest.chunks]
    for start in range(0, len(numbers), _CHUNKS_AT_ONCE):
        some = touched.filter(pl.col("chunk").is_in(numbers[start : start + _CHUNKS_AT_ONCE])).collect()
        parts = some.partition_by("chunk", as_dict=True, maintain_order=True)
        found = [
            each for (number,), part in parts.items() for each in read_touched(records, int(number), part)
        ]
        if found:
            yield list(judge_touched(found, looks, holds_changed=holds_changed))


def _once(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Keep one row for a user whom several rows of the dump touched: the last, whose values are there now."""
    numbered = rows.with_row_index("number")
    ids = numbered.select("auth0_user_id", "number").filter(pl.col("auth0_user_id").is_not_null())
    counted = ids.group_by("auth0_user_id").agg(pl.len(), pl.col("number").max().alias("last"))
    twice = counted.filter(pl.col("len") > 1).select("auth0_user_id", "last").collect(engine="streaming")
    if twice.is_empty():
        return rows
    joined = numbered.join(twice.lazy(), on="auth0_user_id", how="left", maintain_order="left")
    return joined.filter(pl.col("last").is_null() | (pl.col("last") == pl.col("number"))).drop(
        "number", "last"
    )
