"""Take an update back: whatever an import file or a PATCH of it set becomes what the backup says."""

import json
from collections.abc import Callable

import polars as pl

from userferry.api import Session
from userferry.durable import make_folder, write_frame
from userferry.errands import ErrandsProgress
from userferry.errors import WorkspaceError
from userferry.runs import UNDONE, Pace
from userferry.runs.lock import held
from userferry.runs.presence import take_presence
from userferry.undo import Case, Undone, UndoPlan, carry_back, judge
from userferry.undo.plan import PLAN_SCHEMA
from userferry.updates.carrying import BACKUP, read_balance
from userferry.updates.plan import UpdatePlan

_USUAL = Pace()
_USERS_AT_ONCE = 50_000


def plan_update_undo(
    plan: UpdatePlan, session: Session, *, pace: Pace = _USUAL, holds_changed: bool = True
) -> UndoPlan:
    """Look at the tenant and say what taking an update back would do to each user whom it may have touched.

    An undo that was begun keeps its plan, and that one is read.

    Args:
        plan: Of an update that was begun; it need not have sent everybody.
        session: With the update's target.
        pace: How often the export is asked after.
        holds_changed: Whether those whom somebody else changed since are held.

    Raises WorkspaceError for another tenant's session, an update that was not begun or is in doubt.
    """
    _require_target(plan, session)
    folder = plan.folder / "undo"
    if (plan.folder / UNDONE).exists():
        return UndoPlan.read(folder)
    _require_settled(plan)
    now = make_folder(folder) / "now.parquet"
    try:
        there = take_presence(
            session,
            plan.connection_id,
            now,
            poll_seconds=pace.min_poll_seconds,
            sleep=session.sleep,
            is_whole=True,
        )
        lines = pl.scan_lines(plan.folder / BACKUP, name="user").filter(pl.col("user") != "")
        saved = lines.with_columns(user_id=pl.col("user").str.json_path_match("$.user_id"))
        rows: list[tuple[str | None, ...]] = []
        for start in range(0, plan.going.height, _USERS_AT_ONCE):
            some = plan.going[start : start + _USERS_AT_ONCE]
            ids = some.lazy().select(user_id="auth0_user_id")
            was, texts = (
                dict(
                    users.join(ids, on="user_id", how="semi").select("user_id", "user").collect().iter_rows()
                )
                for users in (saved, pl.scan_parquet(there.path))
            )
            asked = some.select("auth0_user_id", "email", "wanted").iter_rows()
            rows += [_judged(*each, was=was, now=texts, holds_changed=holds_changed) for each in asked]
        write_frame(folder / "plan.parquet", pl.DataFrame(rows, schema=PLAN_SCHEMA, orient="row"))
    finally:
        now.unlink(missing_ok=True)
    return UndoPlan.of(folder, holds_changed=holds_changed)


def take_update_back(
    undo: UndoPlan,
    plan: UpdatePlan,
    session: Session,
    *,
    pace: Pace = _USUAL,
    progress: Callable[[ErrandsProgress], None] | None = None,
    is_retried: bool = False,
) -> Undone:
    """Carry the undo of an update out and draw its balance; from its first call on the update sends no more.

    May be interrupted or killed at any time and called again.

    Args:
        undo: Of `plan_update_undo`.
        plan: The update that it is about.
        session: With the update's target.
        pace: Of all calls together.
        progress: Called after every user.
        is_retried: Whether those whom the tenant refused are asked again.

    Raises what `run_errands` raises; WorkspaceError also where the plan is another update's, or somebody sends it.
    """
    _require_target(plan, session)
    if undo.folder != plan.folder / "undo":
        raise WorkspaceError(
            f"The plan is not of the update {plan.folder.name}. Nothing was done; plan its undo first."
        )
    with held(plan.folder / "update.lock", clock=session.clock, doing="The update {} is being sent"):
        return carry_back(undo, session, pace=pace, progress=progress, is_retried=is_retried)


def _judged(
    auth0_user_id: str,
    email: str | None,
    wanted: str,
    *,
    was: dict[str, str],
    now: dict[str, str],
    holds_changed: bool,
) -> tuple[str | None, ...]:
    case = Case.of_update(auth0_user_id, json.loads(wanted), json.loads(was[auth0_user_id]))
    there = json.loads(now[auth0_user_id]) if auth0_user_id in now else None
    verdict = judge(case, there, holds_changed=holds_changed)
    facts = json.dumps(case.facts() | {"changes": verdict.changes}, ensure_ascii=False)
    return auth0_user_id, email, "updated", verdict.action, verdict.reason, ", ".join(verdict.lost), facts


def _require_target(plan: UpdatePlan, session: Session) -> None:
    if session.domain != plan.target:
        raise WorkspaceError(
            f"The update {plan.folder.name} is for {plan.target} and this session speaks to {session.domain}. Nothing "
            "was done; use a session with its target."
        )


def _require_settled(plan: UpdatePlan) -> None:
    if not plan.is_begun:
        raise WorkspaceError(
            f"The update {plan.folder.name} was not sent, so there is nothing to take back. Nothing was changed."
        )
    doubtful = sum(users for _, why, users in read_balance(plan).reasons if why.startswith("in doubt"))
    if doubtful:
        raise WorkspaceError(
            f"{doubtful:,} users of the update {plan.folder.name} are in doubt. Nothing was changed; send it again, "
            "which settles them, and then take it back."
        )
