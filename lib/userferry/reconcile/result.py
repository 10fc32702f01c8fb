"""How a tenant's users differ from those that were meant."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.errors import VerificationError

DIFFERENCES = {
    "__row": pl.Int64,
    "field": pl.String,
    "kind": pl.String,
    "meant": pl.String,
    "found": pl.String,
}

KINDS = {
    "user missing": "nobody in the connection has the user's id or address",
    "user not meant": "somebody is there who was not there before the run, and whom it did not send",
    "value missing": "it was sent, and is not there",
    "value differs": "another value is there",
    "type differs": "what is there is of another JSON type, such as 1 for “1”",
    "order differs": "a list holds the same values in another order",
    "value not meant": "it was not sent, and is there",
}
"""What a difference can be, and what that means."""


@dataclass(frozen=True, slots=True, repr=False)
class Reconciliation:
    """How the tenant's users differ from those that were meant.

    Args:
        differences: `__row` Int64 (null for a user whom nobody meant), `field` (a path such as `app_metadata.plan`,
            `the user` or `identities`), `kind` (of `KINDS`), `meant` and `found` String.
        users: Users that were compared.
        fields: Fields that were compared for each, credentials excepted: the tenant never shows those.
        others: Users of the connection that this run did not mean.
    """

    differences: pl.DataFrame
    users: int
    fields: tuple[str, ...]
    others: int

    @property
    def is_clean(self) -> bool:
        """Whether every user is there, with every field as meant."""
        return self.differences.is_empty()

    def require_clean(self) -> None:
        """Go on only if nothing differs for those who were meant.

        A user whom nobody meant is listed and does not stop anything: people sign up while others are imported.

        Raises:
            VerificationError: something does; says where the list is.
        """
        counted = self.counts().filter(pl.col("kind") != "user not meant")
        if counted.height:
            kinds = ", ".join(f"{field}: {kind} ({rows:,})" for field, kind, rows in counted.iter_rows())
            raise VerificationError(
                f"The tenant's users are not all as meant: {kinds}. Nothing was changed by looking. Every difference "
                "is in verified/differences.parquet; mend them in the tenant, or find out who changed them."
            )

    def counts(self) -> pl.DataFrame:
        """Count differences by `field` and `kind`."""
        return self.differences.group_by("field", "kind").len("rows").sort("field", "kind")

    def __repr__(self) -> str:
        """Say whether it is clean."""
        verdict = "no difference" if self.is_clean else f"{self.differences.height:,} differences"
        return f"Reconciliation({self.users:,} users × {len(self.fields)} fields: {verdict})"

    def _repr_html_(self) -> str:
        rows = [(*row,) for row in self.counts().iter_rows()] or [("every field", "as meant", self.users)]
        others = f"{self.others:,} users of the connection are not of this run." if self.others else ""
        return table(headline(self), ["field", "kind", "users"], rows, note=others)

    def write(self, folder: Path) -> Path:
        """Write `differences.parquet` into the folder."""
        facts = pl.DataFrame({"users": [self.users], "fields": [list(self.fields)], "others": [self.others]})
        write_frame(folder / "reconciliation.parquet", facts)
        return write_frame(folder / "differences.parquet", self.differences)

    @classmethod
    def read(cls, folder: Path) -> "Reconciliation":
        """Read what `write` wrote."""
        users, fields, others = pl.read_parquet(folder / "reconciliation.parquet").row(0)
        return cls(pl.read_parquet(folder / "differences.parquet"), users, tuple(fields), others)
