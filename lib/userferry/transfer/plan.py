"""What a transfer would do: who goes, who keeps the password, what lacks there and what is lost."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.checks import Failure
from userferry.display import headline, table
from userferry.errors import DecisionError
from userferry.forecast import Forecast, PasswordReport
from userferry.passwords import Proof
from userferry.transfer.hashes import Hashes
from userferry.transfer.losses import Losses
from userferry.transfer.source import Source
from userferry.transfer.terms import Terms
from userferry.transfer.wanting import Lacking


@dataclass(frozen=True, slots=True, repr=False)
class TransferPlan:
    """What a transfer would do; nothing is sent yet.

    Args:
        source: What was taken.
        terms: On what terms.
        folder: The transfer's workspace: what is checked, cut, sent and verified lies below it.
        hashes: Whose password is there.
        forecast: Where each user will go and what the destination does with them.
        failure: Whom it would refuse.
        passwords: Who keeps the password.
        proof: Whether the hashes verify, where passwords are known.
        losses: What cannot be moved.
        wanted: `__row` Int64, `organization`, `role` String.
        lacking: What the destination lacks for these.
        is_same_tenant: Whether both connections are of one tenant.
        users: As they are sent, lazily; read from a file that holds hashes until `forget`.
        held: Whom nobody sends: `__row`, `kind`, `decision`, as in `Resolved.held`.
    """

    source: Source
    terms: Terms
    folder: Path
    hashes: Hashes
    forecast: Forecast
    failure: Failure
    passwords: PasswordReport
    proof: Proof
    losses: Losses
    wanted: pl.DataFrame = field(repr=False)
    lacking: Lacking
    is_same_tenant: bool
    users: pl.LazyFrame = field(repr=False, compare=False)
    held: pl.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        """Say how many would go."""
        sent = self.forecast.standing.filter(pl.col("place") == "sent").height
        lost = f", {self.forecast.resets.height:,} must reset" if self.forecast.resets.height else ""
        return f"TransferPlan({sent:,} of {self.source.users:,} users would go{lost}; nothing is done yet)"

    def _repr_html_(self) -> str:
        counts = self.forecast.places.group_by("place").len("users").sort("place").iter_rows()
        rows = [
            *counts,
            ("keep the password", self.passwords.of("bulk import")),
            ("roles and memberships to give", self.wanted.height),
            ("things that do not move", self.losses.rows.height),
        ]
        return table(headline(self), ["", "users"], rows, note=" ".join(self._notices()))

    def _notices(self) -> list[str]:
        said = []
        if self.is_same_tenant:
            new = (
                f"they get new ones, beginning with {self.terms.new_ids}"
                if self.terms.new_ids
                else "they stay"
            )
            said.append(f"Both connections are of one tenant. No two users have one id: {new}.")
        if self.lacking.roles or self.lacking.organizations:
            said.append("Roles or organizations are missing there; what is not made fails when it is given.")
        return [*said, *self.forecast.notices()]

    def require_decision(self) -> "TransferPlan":
        """Return the plan, if people agreed to what it says.

        Raises:
            DecisionError: users would have to reset their password, and the terms do not accept that.
        """
        if self.forecast.resets.height and not self.terms.accept_resets:
            lost = f"{self.forecast.resets.height:,} users can't take their password along and would have to reset it"
            agree = "a hash can be given only once: get a whole hash file, or say `accept_resets: true`"
            raise DecisionError("The terms of the transfer", [f"{lost}; {agree}"])
        return self

    def forget(self) -> None:
        """Remove the file of the users with their hashes; the plan can then no longer be carried out."""
        private_users(self.folder).unlink(missing_ok=True)

    def write(self, folder: Path) -> Path:
        """Write what was found into a folder: who stands where, what is lost, what lacks; no hash."""
        for each in (
            self.forecast,
            self.failure,
            self.passwords,
            self.proof,
            self.losses,
            self.lacking,
            self.hashes,
        ):
            each.write(folder)
        return folder


def private_users(folder: Path) -> Path:
    """Name the file of the users with their hashes, in the transfer's workspace."""
    return folder / "private" / "users.parquet"
