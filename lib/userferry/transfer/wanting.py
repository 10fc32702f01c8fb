"""Which roles and memberships the users had, by name, and what the destination has to have for them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from userferry.api import (
    Permission,
    Session,
    add_role_permissions,
    create_organization,
    create_role,
    list_organizations,
    list_role_permissions,
    list_roles,
)
from userferry.display import headline, table
from userferry.durable import write_whole
from userferry.errands import Errand, Errands, ErrandsProgress, run_errands
from userferry.errors import TerminalError
from userferry.prose import prose
from userferry.runs import Pace
from userferry.transfer.source import HOLDERS, MEMBERS, ORGANIZATIONS, PERMISSIONS, ROLES, Source

_CONFLICT = 409
_USUAL = Pace()


def want_assignments(source: Source, people: pl.LazyFrame) -> pl.DataFrame:
    """Give the roles and memberships that the users had.

    Args:
        source: What was taken.
        people: `__row`, `source_user_id` of those who move.

    Returns:
        `__row` Int64, `organization`, `role` String, as `assign_users` takes them; those of other connections' users
        are left out.
    """
    roles = source.table(ROLES).lazy().select("role_id", "role")
    held = source.table(HOLDERS).lazy().with_columns(organization=pl.lit(None, pl.String))
    organizations = source.table(ORGANIZATIONS).lazy().select("organization_id", "organization")
    members = source.table(MEMBERS).lazy().join(organizations, on="organization_id")
    names = ["user_id", "organization", "role_id"]
    wanted = pl.concat([held.select(names), members.select(names)]).join(roles, on="role_id", how="left")
    mine = wanted.join(people, left_on="user_id", right_on="source_user_id")
    is_known = pl.col("role_id").is_null() | pl.col("role").is_not_null()
    found = mine.filter(is_known).select("__row", "organization", "role")
    return found.unique().sort("__row", "organization", "role", nulls_last=True).collect(engine="streaming")


@dataclass(frozen=True, slots=True, repr=False)
class Lacking:
    """What the destination lacks for the roles and memberships.

    Args:
        roles: Names of roles that are not there.
        permissions: What roles of the destination would not allow: `role`, `api`, `permission` String.
        organizations: Names of organizations that are not there.
        make: Of `MAKE`: what is made.
    """

    roles: tuple[str, ...]
    permissions: pl.DataFrame
    organizations: tuple[str, ...]
    make: tuple[str, ...]

    def __repr__(self) -> str:
        """Say how much lacks."""
        return (
            f"Lacking({len(self.roles):,} roles, {self.permissions.height:,} permissions of roles, "
            f"{len(self.organizations):,} organizations)"
        )

    def _repr_html_(self) -> str:
        rows = [
            ("roles", len(self.roles), ", ".join(self.roles[:5]), self._fate("roles")),
            ("permissions of roles", self.permissions.height, "", self._fate("roles")),
            (
                "organizations",
                len(self.organizations),
                ", ".join(self.organizations[:5]),
                self._fate("organizations"),
            ),
        ]
        rows = [(*row[:-1], prose(row[-1])) for row in rows]
        return table(headline(self), ["the destination lacks", "how many", "such as", "what happens"], rows)

    def _fate(self, what: str) -> str:
        return "made" if what in self.make else f"left so; `make: [{what}]` in the terms makes them"

    def write(self, folder: Path) -> Path:
        """Write `lacking.json` into the folder."""
        path = folder / "lacking.json"
        facts = {
            "roles": self.roles,
            "permissions": self.permissions.rows(),
            "organizations": self.organizations,
        }
        write_whole(path, json.dumps({**facts, "make": self.make}, indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Lacking":
        """Read what `write` wrote."""
        facts = json.loads((folder / "lacking.json").read_text(encoding="utf-8"))
        permissions = pl.DataFrame(facts["permissions"], schema=_PERMISSIONS, orient="row")
        return cls(tuple(facts["roles"]), permissions, tuple(facts["organizations"]), tuple(facts["make"]))


_PERMISSIONS = dict.fromkeys(("role", "api", "permission"), pl.String)


def find_lacking(source: Source, wanted: pl.DataFrame, session: Session, *, make: Sequence[str]) -> Lacking:
    """Hold what the users had against what the destination has.

    Args:
        source: What was taken.
        wanted: Of `want_assignments`.
        session: With the destination, which is only looked at.
        make: Of `MAKE`.
    """
    names = set(wanted["role"].drop_nulls())
    organizations = set(wanted["organization"].drop_nulls())
    there = {each.name: each.id for each in list_roles(session)} if names else {}
    known = {each.name for each in list_organizations(session)} if organizations else set()
    allowed = [
        (name, each.api, each.name)
        for name in sorted(names & there.keys())
        for each in list_role_permissions(session, there[name])
    ]
    said = source.table(PERMISSIONS).join(source.table(ROLES), on="role_id")
    meant = said.filter(pl.col("role").is_in(list(names))).select(list(_PERMISSIONS))
    missing = meant.join(
        pl.DataFrame(allowed, schema=_PERMISSIONS, orient="row"), on=list(_PERMISSIONS), how="anti"
    )
    return Lacking(
        roles=tuple(sorted(names - there.keys())),
        permissions=missing.unique().sort(list(_PERMISSIONS)),
        organizations=tuple(sorted(organizations - known)),
        make=tuple(make),
    )


def make_lacking(
    lacking: Lacking,
    source: Source,
    session: Session,
    folder: Path,
    *,
    connection_id: str,
    pace: Pace = _USUAL,
    progress: Callable[[ErrandsProgress], None] | None = None,
) -> Errands | None:
    """Make what lacks and the terms let be made: roles, what they allow, organizations; journaled and resumable.

    Args:
        lacking: What lacks.
        source: What was taken.
        session: With the destination.
        folder: Of these errands; the same list goes on there.
        connection_id: Enabled for a new organization.
        pace: `max_requests_per_second`.
        progress: Called after every call.

    Raises as `run_errands`.
    """
    if not (folder / "errands.ndjson").exists():
        listed = _listed(lacking, source)
        if not listed:
            return None
    else:
        listed = [Errand.of_line(line) for line in (folder / "errands.ndjson").read_bytes().splitlines()]
    carry = partial(_carry, session, connection_id)
    return run_errands(folder, listed, carry, session=session, pace=pace, progress=progress, is_retried=True)


def _listed(lacking: Lacking, source: Source) -> list[Errand]:
    errands = []
    if "roles" in lacking.make:
        described = dict(source.table(ROLES).select("role", "description").iter_rows())
        errands += [
            Errand(f"role {name}", "role", {"name": name, "description": described[name]})
            for name in lacking.roles
        ]
        errands += [
            Errand(
                f"permissions {name[0]}",
                "permissions of a role",
                {"name": name[0], "allows": part.select("api", "permission").rows()},
            )
            for name, part in lacking.permissions.group_by("role", maintain_order=True)
        ]
    if "organizations" in lacking.make:
        facts = dict(source.table(ORGANIZATIONS).select("organization", "facts").iter_rows())
        errands += [
            Errand(f"organization {name}", "organization", {"name": name, "facts": json.loads(facts[name])})
            for name in lacking.organizations
        ]
    return errands


def _carry(session: Session, connection_id: str, errand: Errand) -> str:
    """Make one thing; what somebody made meanwhile is there."""
    name = errand.facts["name"]
    try:
        if errand.kind == "role":
            create_role(session, name, errand.facts["description"])
        elif errand.kind == "organization":
            create_organization(session, name, errand.facts["facts"], connection_id=connection_id)
        else:
            permissions = [Permission(*each) for each in errand.facts["allows"]]
            add_role_permissions(session, _role_id(session, name), permissions)
    except TerminalError as error:
        if error.status != _CONFLICT:
            raise
        return "there"
    return "made"


def _role_id(session: Session, name: str) -> str:
    for each in list_roles(session):
        if each.name == name:
            return each.id
    raise TerminalError(f"The role {name} is not there.", status=404, code="inexistent_role")
