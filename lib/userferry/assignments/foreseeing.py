"""What will come of the assignments? Said before anything is sent."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import polars as pl

from userferry.api import Session
from userferry.assignments.naming import UNNAMED, Names
from userferry.display import headline, table
from userferry.durable import make_folder, write_frame, write_whole
from userferry.errors import TenantError
from userferry.frames import ROW, Frame

_SHOWN = 20


@dataclass(frozen=True, slots=True, repr=False)
class ForeseenAssignments:
    """What is to be assigned, and what the target lacks for it.

    Args:
        rows: `organization, role: String; users: Int64; code, message: String`, one for each organization and role that
            is named; `code` is null where the target has both.
        strangers: Assignments of somebody who is not in the dump.
        roles: Names of the target's roles, none where no role is named.
        organizations: Likewise.
        why: Why the target could not be asked, empty where it was.
    """

    rows: pl.DataFrame = field(repr=False)
    strangers: int
    roles: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    why: str = ""

    @property
    def wanted(self) -> int:
        """Assignments of users of the dump."""
        return int(self.rows["users"].sum())

    @property
    def failing(self) -> int:
        """Assignments that will fail, whoever arrives."""
        return int(self.rows.filter(pl.col("code").is_not_null())["users"].sum())

    def __repr__(self) -> str:
        """Say how much is named, and how much of it will fail."""
        if not self.wanted and not self.strangers:
            return "ForeseenAssignments(no roles or memberships are named)"
        parts = [f"{self.wanted:,} roles and memberships"]
        parts.append("the target could not be asked" if self.why else f"{self.failing:,} will fail")
        parts += [f"{self.strangers:,} of nobody in the dump"] if self.strangers else []
        return f"ForeseenAssignments({', '.join(parts)})"

    def _repr_html_(self) -> str:
        failing = pl.col("code").is_not_null()
        ordered = self.rows.sort(failing, "users", descending=True).head(_SHOWN)
        lines = [
            (organization, role, users, message or ("unknown" if self.why else "there"))
            for organization, role, users, _, message in ordered.iter_rows()
        ]
        return table(
            headline(self), ["organization", "role", "users", "in the target"], lines, note=self._note()
        )

    def _note(self) -> str:
        if self.why:
            return f"Whether the target has these could not be asked: {self.why}"
        more = max(0, self.rows.height - _SHOWN)
        parts = [f"{more:,} more names are not listed."] if more else []
        for what, names in (("roles", self.roles), ("organizations", self.organizations)):
            if names and self.failing:
                shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
                parts.append(f"The target's {what}: {shown}.")
        if self.failing:
            parts.append("Make what is missing in the tenant, or rename it in the mapping, before you send.")
        return " ".join(parts)

    def write(self, folder: Path) -> Path:
        """Write foreseen.parquet and foreseen.json into a folder, and return it."""
        make_folder(folder)
        write_frame(folder / "foreseen.parquet", self.rows)
        facts = {name: getattr(self, name) for name in ("strangers", "roles", "organizations", "why")}
        write_whole(folder / "foreseen.json", json.dumps(facts, ensure_ascii=False, indent=1))
        return folder

    @classmethod
    def read(cls, folder: Path) -> "ForeseenAssignments":
        """Read what `write` wrote."""
        facts = json.loads((folder / "foreseen.json").read_bytes())
        facts |= {name: tuple(facts[name]) for name in ("roles", "organizations")}
        return cls(pl.read_parquet(folder / "foreseen.parquet"), **facts)


def foresee_assignments(wanted: Frame, session: Session) -> ForeseenAssignments:
    """Hold the names that the mapping gives against the roles and organizations of the target.

    Nothing is asked where nothing is named. A target that cannot be asked is no error here: the result says so.

    Args:
        wanted: Of `read_assignments`.
        session: With the target.
    """
    wanted = wanted.lazy()
    mine = wanted.filter(pl.col(ROW).is_not_null())
    counted = mine.group_by("organization", "role").len("users").cast({"users": pl.Int64})
    strangers = wanted.select(pl.col(ROW).is_null().sum()).collect(engine="streaming").item()
    named = counted.collect(engine="streaming")
    why, names = "", Names()
    try:
        names = Names.ask(session, named.lazy())
    except TenantError as error:
        why = str(error)
    found = names.look_up(named.lazy()).drop("organization_id", "role_id")
    if why:
        is_certain = pl.col("code") == UNNAMED
        found = found.with_columns(pl.when(is_certain).then(name).alias(name) for name in ("code", "message"))
    there = {name: tuple(sorted(known)) for name, known in asdict(names).items()}
    ordered = found.sort("organization", "role", nulls_last=True)  # a join keeps no order
    return ForeseenAssignments(ordered.collect(), strangers, **there, why=why)
