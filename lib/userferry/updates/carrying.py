"""Carry an update out: a backup, one run of import files, and a PATCH for each user whom no import file changes."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import polars as pl

from userferry.api import Session, get_user, patch_user
from userferry.chunks import LINE, Chunks, split_users
from userferry.durable import digest_of, replacing
from userferry.errands import Errand, Errands, ErrandsProgress, run_errands
from userferry.errors import WorkspaceError
from userferry.frames import ROW
from userferry.logs import log_work
from userferry.runs import UNDONE, Order, Outcome, Pace, Place, Progress, Run
from userferry.runs.lock import held
from userferry.runs.saving import SAVED
from userferry.updates.plan import BY_IMPORT, BY_PATCH, HELD, UpdatePlan
from userferry.updates.planning import WHOLE
from userferry.updates.updated import CAME, FAILED, NOT_SENT, UPDATED, Updated
from userferry.updates.weighing import GONE, SINCE, is_as_wanted

RUN, PATCHES, BACKUP = "run", "patches", "backup.ndjson"
_USUAL = Pace()
_BETWEEN = (
    "somebody changed them between the plan and the import: compare backup.ndjson with run/saved.parquet"
)
_CAME_BACK = "was deleted meanwhile, and the import inserted them anew without a password"
Tell = Callable[[Progress | ErrandsProgress], None]


def carry_out_update(
    plan: UpdatePlan,
    session: Session,
    *,
    pace: Pace = _USUAL,
    progress: Tell | None = None,
    is_retried: bool = False,
) -> Updated:
    """Send what is not sent yet, and return the balance; every touched user is in backup.ndjson before the first call.

    May be interrupted or killed at any time and called again with the same plan.

    Args:
        plan: Of `plan_update`.
        session: With the plan's target.
        pace: Of the run and of the single calls.
        progress: Called after every event of the run and every single call.
        is_retried: Whether the single calls that the tenant refused are made again.

    Raises what `Run.send` and `run_errands` raise; WorkspaceError also for another tenant's session, for an update that
    was taken back, and where the users it was planned with are no longer what they were.
    """
    folder = plan.folder
    if session.domain != plan.target:
        raise WorkspaceError(
            f"The update {folder.name} is for {plan.target} and this session speaks to {session.domain}. Nothing was "
            "sent; use a session with its target."
        )
    if (folder / UNDONE).exists():
        raise WorkspaceError(
            f"The update {folder.name} was taken back, or is about to be. Nothing was sent; give the parameter "
            "`update` another name to do it again."
        )
    with (
        log_work("update", update=folder.name) as told,
        held(folder / "update.lock", clock=session.clock, doing="The update {} is being sent"),
    ):
        if not (folder / BACKUP).exists():
            back_up(plan)
        if plan.counts[BY_IMPORT]:
            _prepare(plan).send(session, pace=pace, progress=progress)
        if plan.counts[BY_PATCH]:
            carry = partial(_patch, session, hold_changed=plan.rules.hold_changed)
            patches = {"session": session, "pace": pace, "progress": progress, "is_retried": is_retried}
            run_errands(folder / PATCHES, _errands(plan), carry, **patches)  # type: ignore[arg-type]  # each by its name
        updated = read_balance(plan)
        updated.write(folder)
        told(users=updated.users, places=updated.places)
    return updated


def back_up(plan: UpdatePlan) -> Path:
    """Write every user whom the update touches, as they were when it was planned: full JSON lines (0600).

    Raises WorkspaceError where the users that the plan was made of were changed.
    """
    if digest_of(plan.folder / WHOLE) != plan.whole:
        raise WorkspaceError(
            f"{WHOLE} of the update {plan.folder.name} is not what the plan was made of. Nothing was sent; make the "
            "plan again."
        )
    touched = pl.scan_parquet(plan.folder / WHOLE).join(
        plan.going.lazy().select("auth0_user_id"), left_on="user_id", right_on="auth0_user_id", how="semi"
    )
    path = plan.folder / BACKUP
    with replacing(path) as part, part.open("w", encoding="utf-8") as file:
        for batch in touched.select("user").collect_batches():
            file.writelines(f"{line}\n" for line in batch["user"])
    return path


def _prepare(plan: UpdatePlan) -> Run:
    """Open the update's run, or cut its import files and begin it."""
    folder = plan.folder / RUN
    if (folder / "manifest.json").exists():
        return Run.read(folder)
    rows = plan.rows.filter(place=BY_IMPORT).select(ROW, "email", pl.col("sent").alias(LINE))
    split_users(rows, folder / "chunks")
    made_of = {"digests": {"plan": digest_of(plan.folder / "plan.parquet")}, "dump_rows": plan.users}
    order = Order(folder / "chunks", plan.target, plan.connection_id, upsert=True, **made_of)  # type: ignore[arg-type]  # each by its name
    return Run.create(folder, order)


def _errands(plan: UpdatePlan) -> Iterator[Errand]:
    rows = plan.rows.filter(place=BY_PATCH).select("auth0_user_id", "sent", "wanted", "updated_at")
    for auth0_user_id, sent, wanted, updated_at in rows.iter_rows():
        facts = {"changes": json.loads(sent), "wanted": json.loads(wanted), "updated_at": updated_at}
        yield Errand(auth0_user_id, "patch", facts)


def _patch(session: Session, errand: Errand, *, hold_changed: bool) -> str:
    """Change one user, unless somebody did since the plan; a call that may have been made before is made again."""
    now = get_user(session, errand.key)
    if now is None:
        return f"{HELD}: {GONE}"
    if is_as_wanted(now, errand.facts["wanted"]):
        return UPDATED
    is_other = now.get("updated_at") != errand.facts["updated_at"]
    if hold_changed and is_other and not errand.is_repeated:
        return f"{HELD}: {SINCE}"
    patch_user(session, errand.key, errand.facts["changes"])
    return UPDATED


def read_balance(plan: UpdatePlan) -> Updated:
    """Draw the balance of what was sent so far, from the journals."""
    came = [pl.DataFrame(schema=CAME)]
    if (plan.folder / RUN / "manifest.json").exists():
        run = Run.read(plan.folder / RUN)
        outcome = Outcome.read(run.folder) if run.state().finished else run.outcome(run.folder / "so far")
        came += [_told_of_others(plan, run, _of_run(outcome)), _too_large(run)]
    if (plan.folder / PATCHES / "journal.ndjson").exists():
        came.append(_of_patches(plan, Errands.read(plan.folder / PATCHES)))
    return Updated.of(plan, pl.concat(came))


def _of_run(outcome: Outcome) -> pl.DataFrame:
    places = {
        Place.UPDATED: UPDATED,
        Place.UNCHANGED: UPDATED,
        Place.INSERTED: FAILED,
        Place.FAILED: FAILED,
        Place.IN_DOUBT: NOT_SENT,
        Place.NOT_SENT: NOT_SENT,
    }
    came = pl.col("outcome")
    reason = (
        pl.when(came == Place.INSERTED).then(pl.lit(_CAME_BACK)).when(came == Place.FAILED).then("code")
        .when(came == Place.IN_DOUBT).then(pl.lit("in doubt: send the update again"))
    )  # fmt: skip
    said = {str(was): place for was, place in places.items()}
    return outcome.rows.select(
        ROW, came.replace_strict(said).alias("place"), reason.alias("reason")
    ).collect()


def _told_of_others(plan: UpdatePlan, run: Run, came: pl.DataFrame) -> pl.DataFrame:
    """Say of whom somebody changed something between the plan and the import, which may be gone again."""
    if not (run.folder / SAVED).exists():
        return came
    changed_at = pl.col("user").str.json_path_match("$.updated_at").alias("changed_at")
    saved = pl.scan_parquet(run.folder / SAVED).select("user_id", changed_at).collect()
    rows = plan.rows.select(ROW, "auth0_user_id", "updated_at")
    beside = rows.join(saved, left_on="auth0_user_id", right_on="user_id")
    others = beside.filter(pl.col("changed_at") != pl.col("updated_at")).select(
        ROW, is_other=pl.lit(value=True)
    )
    is_told = pl.col("is_other").fill_null(value=False) & (pl.col("place") == UPDATED)
    told = came.join(others, on=ROW, how="left", maintain_order="left")
    return told.with_columns(reason=pl.when(is_told).then(pl.lit(_BETWEEN)).otherwise("reason")).drop(
        "is_other"
    )


def _too_large(run: Run) -> pl.DataFrame:
    rows = Chunks.read(run.folder / "chunks").too_large
    return rows.select(ROW, place=pl.lit(FAILED), reason=pl.col("rule"))


def _of_patches(plan: UpdatePlan, errands: Errands) -> pl.DataFrame:
    keyed = plan.rows.filter(place=BY_PATCH).select(ROW, "auth0_user_id")
    rows = errands.rows.join(keyed, left_on="key", right_on="auth0_user_id")
    said = pl.col("word").str.splitn(": ", 2).struct
    place = (
        pl.when(pl.col("outcome") == "done").then(said[0]).when(pl.col("outcome") == "failed")
        .then(pl.lit(FAILED)).otherwise(pl.lit(NOT_SENT))
    )  # fmt: skip
    return rows.select(ROW, place.alias("place"), pl.coalesce("code", said[1]).alias("reason"))
