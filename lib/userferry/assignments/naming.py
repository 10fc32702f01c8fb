"""Which roles and organizations does the target have, and which that are named does it lack?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from userferry.api import Session, list_organizations, list_roles
from userferry.decisions import unknown_name

NO_ROLE = "role not there"
NO_ORGANIZATION = "organization not there"
UNNAMED = "organization not named"


@dataclass(frozen=True, slots=True)
class Names:
    """What the target has, by name.

    Args:
        roles: Name → `rol_` and 16 characters.
        organizations: Name → `org_` and 16 characters.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    organizations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def ask(cls, session: Session, wanted: pl.LazyFrame) -> "Names":
        """Ask the target for what the assignments are about, and for nothing else.

        Raises:
            TenantError: It gives no answer, or not to this application.
        """
        named = wanted.select(
            pl.col("role").is_not_null().any(), (pl.col("organization").fill_null("") != "").any()
        )
        roles, organizations = named.collect(engine="streaming").row(0)
        return cls(
            {each.name: each.id for each in list_roles(session)} if roles else {},
            {each.name: each.id for each in list_organizations(session)} if organizations else {},
        )

    def look_up(self, wanted: pl.LazyFrame) -> pl.LazyFrame:
        """Add `organization_id` and `role_id`, and `code` and `message` of what cannot be assigned for want of them."""
        pairs = wanted.select("organization", "role").unique().collect(engine="streaming")
        known = pl.DataFrame(
            [(*pair, *self._of(*pair)) for pair in pairs.iter_rows()],
            schema=dict.fromkeys(
                ("organization", "role", "organization_id", "role_id", "code", "message"), pl.String
            ),
            orient="row",
        )
        return wanted.join(known.lazy(), on=["organization", "role"], how="left", nulls_equal=True)

    def _of(
        self, organization: str | None, role: str | None
    ) -> tuple[str | None, str | None, str | None, str | None]:
        ids = self.organizations.get(organization or ""), self.roles.get(role or "")
        if organization == "":
            return *ids, UNNAMED, "the membership names a role and no organization"
        if organization is not None and ids[0] is None:
            return *ids, NO_ORGANIZATION, _lacking(organization, self.organizations, "organization")
        if role is not None and ids[1] is None:
            return *ids, NO_ROLE, _lacking(role, self.roles, "role")
        return *ids, None, None


def _lacking(name: str, known: Iterable[str], what: str) -> str:
    there = list(known)
    return unknown_name(name, there, what=f"{what} of the target") if there else f"the target has no {what}"
