"""Take a run back: each user is looked at, and deleted, restored or held, one call at a time."""

from collections.abc import Callable
from functools import partial

from userferry.api import Session, delete_user, get_user, patch_user
from userferry.durable import write_whole
from userferry.errands import Errand, ErrandsProgress, run_errands
from userferry.errors import TerminalError, WorkspaceError
from userferry.logs import log_work
from userferry.runs import UNDONE, Pace, Run
from userferry.runs.lock import held
from userferry.undo.case import Action, Case, Verdict, judge
from userferry.undo.plan import UndoPlan
from userferry.undo.planning import require_target
from userferry.undo.undone import DELETED, GONE, HELD, RESTORED, RESTORED_IN_PART, UNCHANGED, Undone

_USUAL = Pace()
_NOT_FOUND = 404


def take_back(
    plan: UndoPlan,
    run: Run,
    session: Session,
    *,
    pace: Pace = _USUAL,
    looks: bool = True,
    progress: Callable[[ErrandsProgress], None] | None = None,
    is_retried: bool = False,
) -> Undone:
    """Carry out a plan and draw its balance; from the first call on the run counts as taken back and sends no more.

    May be interrupted or killed at any time and called again.

    Args:
        plan: Of `plan_undo`.
        run: The one it is about.
        session: With the run's target.
        pace: `max_requests_per_second` of all calls together.
        looks: Whether each user is looked at before the call, so that who signed in meanwhile is held; two calls a user
            instead of one.
        progress: Called after every user.
        is_retried: Whether those whom the tenant refused are asked again.

    Raises what `run_errands` raises; WorkspaceError also where the plan is another run's, or somebody sends it.
    """
    require_target(run, session)
    if plan.folder != run.folder / "undo":
        raise WorkspaceError(
            f"The plan is not of the run {run.folder.name}. Nothing was done; plan its undo first."
        )
    with held(run.folder / "run.lock", clock=session.clock):
        return carry_back(plan, session, pace=pace, looks=looks, progress=progress, is_retried=is_retried)


def carry_back(
    plan: UndoPlan,
    session: Session,
    *,
    pace: Pace = _USUAL,
    looks: bool = True,
    progress: Callable[[ErrandsProgress], None] | None = None,
    is_retried: bool = False,
) -> Undone:
    """Carry out a plan, of whatever is in the folder above it; for those who hold that folder's lock.

    From the first call on that folder counts as taken back. Arguments and what is raised are those of `take_back`.
    """
    with log_work("undo", run=plan.folder.parent.name) as told:
        write_whole(plan.folder.parent / UNDONE, f'{{"plan": "{plan.folder.name}/plan.json"}}\n')
        done = run_errands(
            plan.folder,
            plan.errands(),
            partial(_carry, session, looks=looks, holds_changed=plan.holds_changed),
            session=session,
            pace=pace,
            progress=progress,
            is_retried=is_retried,
        )
        undone = Undone.of(plan, done)
        undone.write(plan.folder)
        told(users=undone.users, places=undone.places)
    return undone


def _carry(session: Session, errand: Errand, *, looks: bool, holds_changed: bool) -> str:
    """Take one user back, and say in a word what came of it."""
    facts = dict(errand.facts)
    planned = Verdict(Action(errand.kind), changes=facts.pop("changes"))
    case = Case.of_facts(facts)
    verdict = judge(case, get_user(session, errand.key), holds_changed=holds_changed) if looks else planned
    if verdict.action is Action.HOLD:
        return f"{HELD}: {verdict.reason}"
    if verdict.action is Action.DELETE:
        delete_user(session, errand.key)
        return DELETED
    if verdict.action is Action.GONE:
        # A call whose answer was lost has most likely done it; nobody is there either way.
        return DELETED if errand.is_repeated and case.is_inserted else GONE
    if verdict.action is Action.UNCHANGED and not errand.is_repeated:
        return RESTORED_IN_PART if verdict.lost else UNCHANGED
    if verdict.action is Action.RESTORE:
        try:
            verdict = judge(case, patch_user(session, errand.key, verdict.changes), holds_changed=False)
        except TerminalError as error:
            if error.status != _NOT_FOUND:
                raise
            return GONE
    return RESTORED_IN_PART if verdict.lost or verdict.action is Action.RESTORE else RESTORED
