"""The plan of an update: where each user of the copy goes, and what is sent of them.

updates/<update>/
  changes.parquet   exactly what was edited; people.parquet whose it is; untouched.parquet whom the copy does not name
  whole.parquet     the connection's users as they were when the plan was made
  plan.parquet      whoever is not left as they are: place, reason, what is sent, what they shall be
  plan.json         target, connection, how it is done, counts
  backup.ndjson     every user who is touched, as they were, before the first call
  run/              the import files and what came of them; patches/ the single calls
  updated.parquet   the balance; undo/ what taking it back did
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import polars as pl

from userferry.display import headline, mask, table
from userferry.durable import digest_of, write_whole
from userferry.errors import DecisionError, WorkspaceError
from userferry.forecast import estimate_sending, find_tier
from userferry.frames import ROW
from userferry.targets import name_tenant
from userferry.targets.opening import needs_confirm
from userferry.updates.rules import UpdateRules

PLAN = {
    ROW: pl.Int64,
    "auth0_user_id": pl.String,
    "email": pl.String,
    "place": pl.String,
    "reason": pl.String,
    "sent": pl.String,
    "wanted": pl.String,
    "updated_at": pl.String,
}
"""A user of the copy who is not left as they are; `sent` and `wanted` are JSON, `updated_at` the tenant's."""

REFUSED = {ROW: pl.Int64, "auth0_user_id": pl.String, "field": pl.String, "why": pl.String}
"""A change that is not sent, and why not or which endpoint makes it."""

BY_IMPORT, BY_PATCH, UNCHANGED, HELD = "import", "PATCH", "unchanged", "held"
_MEANING = {
    BY_IMPORT: "in an import file with upsert",
    BY_PATCH: "by one call each, everything of theirs together",
    UNCHANGED: "not sent",
    "refused": "not sent",
    HELD: "not sent",
}
_FILE_USERS = 1_000
_FACTS = ("target", "connection_id", "users", "rules", "whole")


@dataclass(frozen=True, slots=True, repr=False)
class UpdatePlan:
    """What an update does with each user of the copy; nothing is sent yet.

    Args:
        folder: Of the update.
        rows: Columns and dtypes of `PLAN`; whoever was not edited is not among them.
        refused: Columns and dtypes of `REFUSED`.
        target: The tenant's domain.
        connection_id: Whose users they are.
        users: Rows of the copy.
        rules: How it is done.
        whole: The digest of whole.parquet.
    """

    folder: Path
    rows: pl.DataFrame = field(repr=False)
    refused: pl.DataFrame = field(repr=False)
    target: str
    connection_id: str
    users: int
    rules: UpdateRules
    whole: str = field(repr=False, default="")

    @property
    def counts(self) -> dict[str, int]:
        """Users of the copy by place; they add up to all of them."""
        counted = Counter(self.rows["place"])
        counted[UNCHANGED] += self.users - self.rows.height
        return {place: counted[place] for place in _MEANING}

    @property
    def going(self) -> pl.DataFrame:
        """Those of whom something is sent."""
        return self.rows.filter(pl.col("place").is_in([BY_IMPORT, BY_PATCH]))

    @property
    def is_begun(self) -> bool:
        """Whether anything of it may have been sent."""
        return (self.folder / "backup.ndjson").exists()

    @property
    def held(self) -> pl.DataFrame:
        """Those who are held or refused: `auth0_user_id, email` (masked), `place`, `reason`."""
        masked = pl.col("email").map_elements(mask, return_dtype=pl.String)
        rows = self.rows.filter(pl.col("place").is_in(["refused", HELD]))
        return rows.select("auth0_user_id", masked, "place", "reason")

    def duration(self) -> str:
        """Say how long sending takes: the import jobs by what is reported of the plan, the calls by its rate."""
        counts = self.counts
        files = [min(_FILE_USERS, counts[BY_IMPORT] - at) for at in range(0, counts[BY_IMPORT], _FILE_USERS)]
        said = [str(estimate_sending(files, find_tier(self.rules.tier)))] if files else []
        said += [f"{2 * counts[BY_PATCH]:,} calls at the pace of the tenant"] if counts[BY_PATCH] else []
        return ", then ".join(said) or "nothing is sent"

    def confirmed(self, target: str, confirm: str) -> Self:
        """Give the plan back if it is done on this machine, or somebody said that it shall be done there.

        Args:
            target: As the parameters name it.
            confirm: The tenant's domain once more.

        Raises:
            DecisionError: nobody said so; says what would be done.
        """
        needed = needs_confirm(target)
        if needed and confirm != needed:
            asked = f"`confirm` is {confirm!r}; to have that done in a real tenant it must be `{needed}`"
            raise DecisionError("The parameters", [f"{headline(self)}: {asked}"])
        return self

    def __repr__(self) -> str:
        """Say how many go which way."""
        counted = ", ".join(f"{count:,} {_said(place)}" for place, count in self.counts.items() if count)
        return f"UpdatePlan({self.users:,} users in the copy = {counted or 'none'})"

    def _repr_html_(self) -> str:
        reasons = self.rows.group_by("place", "reason").len().sort("len", "reason", descending=[True, False])
        lines: list[tuple[str, int, str]] = []
        for place, count in self.counts.items():
            lines.append((_said(place), count, _MEANING[place]))
            told = reasons.filter((pl.col("place") == place) & (pl.col("reason") != ""))
            lines += [("", users, reason) for _, reason, users in told.iter_rows()]
        note = f"{name_tenant(self.target)}: {self.duration()}. The whole list is plan.parquet in the update's folder."
        return table(headline(self), ("where", "users", "how"), lines, note=note)

    def write(self, folder: Path) -> Path:
        """Write plan.json beside plan.parquet and refused.parquet; it says their digests."""
        facts = {name: getattr(self, name) for name in _FACTS} | {"rules": asdict(self.rules)}
        facts["digests"] = {name: digest_of(folder / f"{name}.parquet") for name in ("plan", "refused")}
        write_whole(folder / "plan.json", json.dumps(facts, indent=1))
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a plan; WorkspaceError where there is none, or its rows are not those that it was made of."""
        path = folder / "plan.json"
        if not path.exists():
            raise WorkspaceError(
                f"{folder.name} holds no plan of an update yet. Nothing was sent; make one first."
            )
        facts: dict[str, Any] = json.loads(path.read_bytes())
        for name, digest in facts.pop("digests").items():
            if digest != digest_of(folder / f"{name}.parquet"):
                raise WorkspaceError(
                    f"{name}.parquet of the update {folder.name} was changed. Nothing more was sent; bring the file "
                    "back from a copy."
                )
        rows, refused = (pl.read_parquet(folder / f"{name}.parquet") for name in ("plan", "refused"))
        return cls(folder, rows, refused, **facts | {"rules": UpdateRules(**facts["rules"])})


def _said(place: str) -> str:
    return {BY_IMPORT: "by import", BY_PATCH: "by PATCH"}.get(place, place)
