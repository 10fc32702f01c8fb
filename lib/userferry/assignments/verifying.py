"""Do the users have what was assigned? Role by role and organization by organization, as the tenant lists them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

import polars as pl

from userferry.api import Session, list_members, list_role_users
from userferry.assignments.assigned import ASSIGNED, Assigned
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.errors import VerificationError

T = TypeVar("T")
_IDS = ["organization_id", "role_id", "auth0_user_id"]
_IDS_SCHEMA = dict.fromkeys(_IDS, pl.String)


@dataclass(frozen=True, slots=True, repr=False)
class VerifiedAssignments:
    """What the tenant lists beside what was assigned.

    Args:
        missing: `__row: Int64; organization, role: String` of what was assigned and is not listed.
        compared: Assignments that were looked for.
        others: Listed roles and memberships that this run did not assign.
        unlisted: Assignments of roles and organizations with too many users to list; not looked for.
    """

    missing: pl.DataFrame = field(repr=False)
    compared: int
    others: int
    unlisted: int

    @property
    def is_clean(self) -> bool:
        """Whether everything that was looked for is there."""
        return self.missing.is_empty()

    def require_clean(self) -> None:
        """Go on only if nothing is missing.

        Raises:
            VerificationError: something is; says where the list is.
        """
        if not self.is_clean:
            raise VerificationError(
                f"{self.missing.height:,} of {self.compared:,} roles and memberships that were assigned are not listed "
                "by the tenant. Nothing was changed by looking. They are in verified/assignments.parquet; a tenant "
                "lists new members a little later, so look again before you mend them."
            )

    def __repr__(self) -> str:
        """Say whether it is clean."""
        if not self.compared and not self.unlisted:
            return "VerifiedAssignments(no roles or memberships were assigned)"
        verdict = "none missing" if self.is_clean else f"{self.missing.height:,} missing"
        more = f", {self.unlisted:,} not looked for" if self.unlisted else ""
        return f"VerifiedAssignments({self.compared:,} roles and memberships: {verdict}{more})"

    def _repr_html_(self) -> str:
        counted = (
            self.missing.group_by("organization", "role").len("missing").sort("missing", descending=True)
        )
        rows = counted.rows() or [("every one", "every one", "none")] * bool(self.compared)
        note = f"{self.others:,} listed ones are not of this run." if self.others else ""
        return table(headline(self), ["organization", "role", "missing"], rows, note=note)

    def write(self, folder: Path) -> Path:
        """Write `assignments.parquet` into the folder."""
        facts = {name: [getattr(self, name)] for name in ("compared", "others", "unlisted")}
        write_frame(folder / "assignments-counts.parquet", pl.DataFrame(facts))
        return write_frame(folder / "assignments.parquet", self.missing)

    @classmethod
    def read(cls, folder: Path) -> "VerifiedAssignments":
        """Read what `write` wrote."""
        counts = pl.read_parquet(folder / "assignments-counts.parquet").row(0, named=True)
        return cls(pl.read_parquet(folder / "assignments.parquet"), **counts)


def verify_assignments(
    session: Session, assigned: Assigned, *, most_users: int = 50_000
) -> VerifiedAssignments:
    """List the users of each role and the members of each organization that something was assigned of, and compare.

    Args:
        session: With the tenant.
        assigned: What came of the assignments.
        most_users: How many users of one role or organization are listed at most, a request for each hundred; where
            there are more, those not met by then are not looked for.

    Raises TenantError where the tenant gives no list.
    """
    mine = assigned.rows.filter(pl.col("outcome") == ASSIGNED)
    meant = mine.select("__row", "organization", "role", *_IDS).collect(engine="streaming")
    within = meant.filter(pl.col("organization_id").is_not_null())
    found, cut = [], []
    for role_id in meant.filter(pl.col("organization_id").is_null())["role_id"].unique(maintain_order=True):
        users, is_cut = _first(list_role_users(session, role_id), most_users)
        found.append(_frame((None, role_id, user) for user in users))
        cut += [(None, role_id)] * is_cut
    for organization_id in within["organization_id"].unique(maintain_order=True):
        members, is_cut = _first(list_members(session, organization_id), most_users)
        rows = [
            (organization_id, role_id, member.auth0_user_id)
            for member in members
            for role_id in (None, *member.role_ids)
        ]
        found.append(_frame(rows))
        cut += [(organization_id, None)] * is_cut
    listed = pl.concat([pl.DataFrame(schema=_IDS_SCHEMA), *found])
    missing = meant.join(listed, on=_IDS, how="anti", nulls_equal=True)
    is_unlisted = pl.lit(value=False)
    for organization_id, role_id in cut:
        is_unlisted |= (
            pl.col("organization_id") == organization_id
            if organization_id
            else pl.col("organization_id").is_null() & (pl.col("role_id") == role_id)
        )
    unlisted = missing.filter(is_unlisted).height
    missing = (
        missing.filter(~is_unlisted)
        .select("__row", "organization", "role")
        .sort("__row", "organization", "role")
    )
    others = listed.join(meant, on=_IDS, how="anti", nulls_equal=True).height
    return VerifiedAssignments(missing, meant.height - unlisted, others, unlisted)


def _first(items: Iterator[T], most: int) -> tuple[list[T], bool]:
    """Take so many items at most, and say whether there are more."""
    taken = list(islice(items, most))
    return taken, next(items, None) is not None


def _frame(rows: Iterable[tuple[str | None, str | None, str]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=_IDS_SCHEMA, orient="row")
