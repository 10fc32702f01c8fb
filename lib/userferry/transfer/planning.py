"""Plan a transfer: lay the users out, check them against the destination, count what goes and what does not."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import polars as pl

from userferry.checks import check_rows
from userferry.conflicts import Resolutions, Resolved, resolve
from userferry.conflicts.resolved import HELD
from userferry.durable import make_folder, write_frame
from userferry.forecast import forecast_import, report_passwords
from userferry.frames import kept_once
from userferry.holdings import ask_target
from userferry.passwords import prove_hashes
from userferry.proof import known_passwords
from userferry.targets import Target
from userferry.transfer.hashes import Hashes
from userferry.transfer.laying import IS_MINE, JSON, lay_out_users
from userferry.transfer.losses import find_losses
from userferry.transfer.plan import TransferPlan, private_users
from userferry.transfer.source import Source
from userferry.transfer.terms import Terms
from userferry.transfer.twins import require_no_twins
from userferry.transfer.wanting import find_lacking, want_assignments
from userferry.workspace import Workspace

CREDENTIALS = ("password_hash", "custom_password_hash", "mfa_factors", "hash", "finding", JSON)
"""What is never written but where it is sent from."""

_PER_FORMAT = 5
_ELSEWHERE = ("user elsewhere", "another account is the user's first")


def plan_transfer(
    source: Source, hashes: Hashes, reached: Target, workspace: Workspace, terms: Terms
) -> TransferPlan:
    """Say what a transfer would do; the destination is only looked at.

    Args:
        source: What was taken.
        hashes: Whose password is there.
        reached: The destination.
        workspace: The migration's; everything is kept below its `transfer/`.
        terms: On what terms.

    Raises:
        DecisionError: a move within one tenant that would leave two users with one id.
        TenantError: the destination does not answer, or gives no export.
    """
    inner = workspace.below("transfer")
    private = make_folder(private_users(inner.root).parent)
    is_same = require_no_twins(source, reached, new_ids=terms.new_ids, folder=private)
    held = ask_target(reached, inner)
    laid = kept_once(lay_out_users(source, hashes, terms), private_users(inner.root))
    mine = laid.filter(IS_MINE)
    good, failure = check_rows(mine.select("__row", JSON), held.settings)
    good = mine.join(good.select("__row"), on="__row", how="semi", maintain_order="left")
    resolved = _with_elsewhere(resolve(good.drop(JSON, *CREDENTIALS[:5]), Resolutions()), laid)
    made_from = _digests(source, hashes, terms) | held.words
    forecast = forecast_import(
        laid.drop(JSON),
        failure,
        resolved,
        laid.select("__row", "finding"),
        target=held.users,
        connection=held.settings,
        made_from=made_from,
    )
    key = workspace.given(terms.answer_key) if terms.answer_key else None
    known = known_passwords(laid.select("__row", "user_id", "email", "username", "blocked"), key).lazy()
    tried = laid.select("__row", "hash", "finding").join(known, on="__row", how="left", maintain_order="left")
    proof = prove_hashes(tried, hash="hash", password="password", row="__row", per_format=_PER_FORMAT)  # noqa: S106 a column's name
    gone = pl.concat([failure.rows().select("__row"), resolved.held.select("__row")]).lazy()
    kept = laid.join(gone, on="__row", how="anti", maintain_order="left")
    wanted = want_assignments(source, laid.select("__row", "source_user_id"))
    plan = TransferPlan(
        source=source,
        terms=terms,
        folder=inner.root,
        hashes=hashes,
        forecast=forecast,
        failure=failure,
        passwords=report_passwords(forecast, proof),
        proof=proof,
        losses=find_losses(source, hashes, terms),
        wanted=wanted,
        lacking=find_lacking(source, wanted, reached.session, make=terms.make),
        is_same_tenant=is_same,
        users=kept,
        held=resolved.held,
    )
    _write(plan, inner.folder("checked"))
    return plan


def _with_elsewhere(resolved: Resolved, laid: pl.LazyFrame) -> Resolved:
    """Hold back whose first account is another one: the id and the password are not this database's."""
    kind, decision = _ELSEWHERE
    others = laid.filter(~pl.col(IS_MINE)).select("__row").collect(engine="streaming")
    named = {"kind": pl.lit(kind), "decision": pl.lit(decision), "is_merged": pl.lit(value=False)}
    held = others.with_columns(**named)
    lacking = [pl.lit(None, dtype).alias(name) for name, dtype in HELD.items() if name not in held.columns]
    all_held = pl.concat([resolved.held, held.with_columns(lacking).select(*HELD)]).sort("__row")
    return Resolved(resolved.kept, all_held)


def _digests(source: Source, hashes: Hashes, terms: Terms) -> dict[str, str]:
    """Digest what a run is made from: it is the same whenever it is opened again, or refused."""
    taken = json.dumps(source.digests, sort_keys=True)
    said = json.dumps(
        {name: value for name, value in asdict(terms).items() if name in _MEANT}, sort_keys=True
    )
    texts = {"dump": taken, "terms": said, "hashes": hashes.digest}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


_MEANT = ("new_ids", "history")
"""What of the terms changes what is sent."""


def _write(plan: TransferPlan, folder: Path) -> None:
    plan.write(folder)
    write_frame(folder / "held.parquet", plan.held)
    write_frame(folder / "assignments.parquet", plan.wanted)
    shown = [name for name in plan.users.collect_schema() if name not in CREDENTIALS]
    write_frame(folder / "sent.parquet", plan.users.select(shown))
