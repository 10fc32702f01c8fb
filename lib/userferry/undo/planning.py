"""Plan an undo: whom a run touched, from its own records, and how they are now, from a fresh export."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from userferry.api import Session
from userferry.durable import make_folder, write_frame
from userferry.errors import WorkspaceError
from userferry.runs import Outcome, Pace, Place, Run
from userferry.runs.payload import Row
from userferry.runs.presence import find_landed, take_presence
from userferry.runs.records import Records
from userferry.undo.case import Case, judge
from userferry.undo.plan import PLAN_SCHEMA, UndoPlan

_USUAL = Pace()
_CHUNKS_AT_ONCE = 200
_FACTORS_FAILED = "MFA_FACTORS_FAILED"  # the rest of such a row was applied (behaviour.md §2.4)


def plan_undo(
    run: Run,
    session: Session,
    *,
    pace: Pace = _USUAL,
    sleep: Callable[[float], None] = time.sleep,
    holds_changed: bool = True,
) -> UndoPlan:
    """Look at the tenant and say what taking a run back would do to each user; nothing is changed there.

    An undo that was begun keeps its plan, and that one is read.

    Args:
        run: Any of whose chunks none is in doubt; it need not have sent them all.
        session: With the run's target.
        pace: How often the export is asked after.
        sleep: Waits seconds.
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
        sleep=sleep,
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
    """Judge everybody whom the run touched, some hundred chunks at a time."""
    is_touched = pl.col("outcome").is_in([Place.INSERTED, Place.UPDATED]) | (
        pl.col("code") == _FACTORS_FAILED
    )
    touched = outcome.rows.filter(is_touched).select("chunk", "position", "auth0_user_id")
    numbers = [each.chunk for each in records.manifest.chunks]
    for start in range(0, len(numbers), _CHUNKS_AT_ONCE):
        some = numbers[start : start + _CHUNKS_AT_ONCE]
        ids = {
            (chunk, position): auth0_user_id
            for chunk, position, auth0_user_id in touched.filter(pl.col("chunk").is_in(some))
            .collect()
            .iter_rows()
        }
        found = {
            number: [row for row in records.rows(number) if (number, row.position) in ids] for number in some
        }
        yield list(_judged(records, found, ids, exported, holds_changed=holds_changed))


def _judged(
    records: Records,
    found: dict[int, list[Row]],
    ids: dict[tuple[int, int], str | None],
    exported: Path,
    *,
    holds_changed: bool,
) -> Iterator[tuple[str | None, ...]]:
    every = [row for rows in found.values() for row in rows]
    known = [one for one in ids.values() if one]
    before = _find(records.folder / "before.parquet", every, known)
    there = _find(exported, every, known)
    saved = _texts(_saved(records), every, known)
    texts = dict(there.select("user_id", "user").iter_rows())
    met = {email: user_id for user_id, email in before.select("user_id", "email").iter_rows() if email}
    known_before = set(before["user_id"])
    taken = known_before | set(known)
    for number, rows in found.items():
        nameless = [row for row in rows if not ids[number, row.position] and row.email not in met]
        landed = find_landed(nameless, there, taken=taken)
        taken |= set(landed.values())
        for row in rows:
            own = ids[number, row.position] or met.get(row.email or "") or landed.get(row.position)
            is_inserted = own not in known_before
            was = json.loads(saved[own]) if own in saved else None
            case = Case.of(own or "", row.user, was, is_inserted=is_inserted)
            now = json.loads(texts[own]) if own in texts else None
            verdict = judge(case, now, holds_changed=holds_changed)
            came = Place.INSERTED if is_inserted else Place.UPDATED
            facts = json.dumps(case.facts() | {"changes": verdict.changes}, ensure_ascii=False)
            yield own, row.email, came, verdict.action, verdict.reason, ", ".join(verdict.lost), facts


def _find(path: Path, rows: list[Row], known: list[str]) -> pl.DataFrame:
    """Read those users of an export whose id is known, or whose id or address is one of the rows'."""
    ids = known + [row.auth0_user_id for row in rows if row.auth0_user_id]
    emails = [row.email for row in rows if row.email]
    return (
        pl.scan_parquet(path).filter(pl.col("user_id").is_in(ids) | pl.col("email").is_in(emails)).collect()
    )


def _saved(records: Records) -> Path | None:
    """Find the users that were saved before the run; a run without upsert has none, nor has an older one."""
    kept: dict[str, Any] | None = (records.state.snapshot or {}).get("saved")
    return None if kept is None else records.path_of(kept["file"], kept["digest"])


def _texts(path: Path | None, rows: list[Row], known: list[str]) -> dict[str, str]:
    return {} if path is None else dict(_find(path, rows, known).select("user_id", "user").iter_rows())


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
