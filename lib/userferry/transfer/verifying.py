"""Is everybody there as they were: field for field, with their roles and their old passwords?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.afterwards import Explained, IdTable, explain_failures, write_id_table
from userferry.assignments import VerifiedAssignments, verify_assignments
from userferry.chunks import Chunks
from userferry.display import headline, table
from userferry.errors import VerificationError
from userferry.proof import LoginProof, count_untried, known_passwords, prove_logins
from userferry.reconcile import Reconciliation, export_users, reconcile
from userferry.runs import Balance
from userferry.targets import Target
from userferry.transfer.plan import TransferPlan
from userferry.transfer.transferring import Transferred
from userferry.workspace import Workspace


@dataclass(frozen=True, slots=True, repr=False)
class VerifiedTransfer:
    """What is there, beside what was meant.

    Args:
        balance: Where each user of the source is.
        reconciliation: Whether each field is as it was.
        given: Whether each role and membership is there.
        logins: Whether the old passwords work, of those that are known.
        ids: Who is who: the old id beside the new one.
        explained: Why users failed.
    """

    balance: Balance
    reconciliation: Reconciliation
    given: VerifiedAssignments
    logins: LoginProof
    ids: IdTable
    explained: Explained

    def __repr__(self) -> str:
        """Say what was found."""
        said = [headline(each) for each in (self.reconciliation, self.given, self.logins)]
        return f"VerifiedTransfer({'; '.join(said)})"

    def _repr_html_(self) -> str:
        results = (self.balance, self.reconciliation, self.given, self.logins, self.ids, self.explained)
        return table("What is there", ["", ""], [(type(each).__name__, headline(each)) for each in results])

    def require_clean(self) -> None:
        """Go on only if nothing differs, every role is given and every password works as promised.

        Raises:
            VerificationError: something does not; says what, and where the list is.
        """
        self.reconciliation.require_clean()
        self.given.require_clean()
        self.logins.require_proven()
        if not self.balance.is_settled:
            raise VerificationError(
                "The transfer is not settled: users are in doubt or were not sent. Nothing was changed by looking; "
                "carry the transfer out again."
            )

    def for_report(self, plan: TransferPlan, done: Transferred) -> dict[str, Any]:
        """Give what `reports.write_report_page` asks for beside the path and the name."""
        named = ("balance", "reconciliation", "logins", "explained")
        mine = {name: getattr(self, name) for name in named}
        return mine | {
            "run": done.run,
            "outcome": done.outcome,
            "forecast": plan.forecast,
            "passwords": plan.passwords,
        }

    def write(self, folder: Path) -> Path:
        """Write each result into the folder."""
        for each in (self.balance, self.reconciliation, self.given, self.logins, self.explained):
            each.write(folder)
        return folder

    @classmethod
    def read(cls, folder: Path, run: Path) -> "VerifiedTransfer":
        """Read what `write` wrote, and the id table beside the run."""
        return cls(
            balance=Balance.read(folder),
            reconciliation=Reconciliation.read(folder),
            given=VerifiedAssignments.read(folder),
            logins=LoginProof.read(folder),
            ids=IdTable.read(run),
            explained=Explained.read(folder),
        )


def verify_transfer(
    plan: TransferPlan,
    done: Transferred,
    reached: Target,
    workspace: Workspace,
    *,
    poll_seconds: float = 2.0,
) -> VerifiedTransfer:
    """Compare the destination with what was meant, and log in whoever's password is known.

    Args:
        plan: Which was carried out.
        done: What came of it.
        reached: The destination.
        workspace: The migration's.
        poll_seconds: Between two questions after the export.
    """
    checked, verified = plan.folder / "checked", workspace.below("transfer").folder("verified")
    outcome, forecast = done.outcome, plan.forecast
    sent = pl.scan_parquet(checked / "sent.parquet")
    users = sent.join(outcome.arrived(), on="__row", how="semi")
    to = verified / "export.ndjson"
    exported = export_users(reached.session, reached.connection.id, to, poll_seconds=poll_seconds)
    before = pl.scan_parquet(done.run.folder / "before.parquet")
    reconciliation = reconcile(users, exported, updated=outcome.updated(), before=before)
    key = workspace.given(plan.terms.answer_key) if plan.terms.answer_key else None
    people = known_passwords(users, key).join(forecast.promises, on="__row", maintain_order="left")
    logins = prove_logins(people, reached.login, untried=count_untried(key, people, users))
    refused = (plan.failure.findings, Chunks.read(plan.folder / "chunks").too_large)
    rows = outcome.rows.select("__row", "outcome", "code")
    balance = Balance.of(
        forecast.rows, refused=refused, held=plan.held, rows=rows, assigned=done.assigned.rows
    )
    legacy = sent.select("__row", "source_user_id")
    ids = write_id_table(outcome, users=sent, legacy=legacy, exported=exported, to=done.run.folder)
    given = verify_assignments(reached.session, done.assigned)
    found = VerifiedTransfer(balance, reconciliation, given, logins, ids, explain_failures(outcome))
    found.write(verified)
    return found
