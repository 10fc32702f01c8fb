"""The balance of an update: every user of the copy, in exactly one place."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import polars as pl

from userferry.display import headline, table
from userferry.durable import write_frame, write_whole
from userferry.errors import WorkspaceError
from userferry.frames import ROW
from userferry.updates.plan import BY_IMPORT, BY_PATCH, HELD, UNCHANGED, UpdatePlan

UPDATED, REFUSED, FAILED, NOT_SENT = "updated", "refused", "failed", "not sent"
_PLACES = (UNCHANGED, UPDATED, REFUSED, HELD, FAILED, NOT_SENT)

CAME = {ROW: pl.Int64, "place": pl.String, "reason": pl.String}
"""What came of a user of whom something was sent."""


@dataclass(frozen=True, slots=True)
class Updated:
    """Where every user of the copy went.

    Args:
        users: Rows of the copy; the places add up to them.
        places: Users by place: unchanged, updated, refused, held, failed, not sent.
        reasons: (place, reason, users), most frequent first.
        rows: `__row` Int64; `auth0_user_id, email, place, reason` String of whoever is not left as they were.
    """

    users: int
    places: dict[str, int]
    reasons: tuple[tuple[str, str, int], ...]
    rows: pl.DataFrame = field(repr=False, compare=False)

    @classmethod
    def of(cls, plan: UpdatePlan, came: pl.DataFrame) -> Self:
        """Draw the balance of a plan from what came of those who were sent, or say that it is off.

        Args:
            plan: The plan.
            came: Columns and dtypes of `CAME`; of whom it does not tell nothing was sent yet.
        """
        is_going = pl.col("place").is_in([BY_IMPORT, BY_PATCH])
        told = plan.rows.join(came, on=ROW, how="left", suffix=" came", maintain_order="left")
        place = pl.when(is_going).then(pl.col("place came").fill_null(NOT_SENT)).otherwise("place")
        reason = pl.when(is_going).then(pl.coalesce("reason came", "reason")).otherwise("reason")
        rows = told.select(ROW, "auth0_user_id", "email", place.alias("place"), reason.alias("reason"))
        counted = rows.group_by("place", "reason").len().sort(["len", "reason"], descending=[True, False])
        places = {name: int(rows.filter(place=name).height) for name in _PLACES}
        places[UNCHANGED] += plan.users - plan.rows.height
        if sum(places.values()) != plan.users or told.height != plan.rows.height:
            raise WorkspaceError(
                f"The balance of the update is off: the copy has {plan.users:,} users and {sum(places.values()):,} "
                "have a known place. What was sent is noted; the update's folder was changed, so bring it back."
            )
        return cls(plan.users, places, tuple((a, b, n) for a, b, n in counted.iter_rows() if b), rows)

    @property
    def is_complete(self) -> bool:
        """Whether nobody waits to be sent."""
        return not self.places[NOT_SENT]

    def __repr__(self) -> str:
        counted = ", ".join(f"{count:,} {place}" for place, count in self.places.items() if count)
        return f"Updated({self.users:,} users in the copy = {counted or 'none'})"

    def __str__(self) -> str:
        return "\n".join(
            [headline(self), *(f"  {place}: {why}: {users:,}" for place, why, users in self.reasons)]
        )

    def _repr_html_(self) -> str:
        lines: list[tuple[str, str, int]] = []
        for place, count in self.places.items():
            lines.append((place, "", count))
            lines += [("", why, number) for where, why, number in self.reasons if where == place]
        note = (
            "balances: each user of the copy is in one place"
            if self.is_complete
            else "not settled yet: send the update again"
        )
        return table(
            "Balance",
            ("place", "reason", "users"),
            [*lines, ("users in the copy", "", self.users)],
            note=note,
        )

    def write(self, folder: Path) -> Path:
        """Write updated.json and updated.parquet (0600), and return the folder."""
        write_frame(folder / "updated.parquet", self.rows)
        facts = {"users": self.users, "places": self.places, "reasons": self.reasons}
        write_whole(folder / "updated.json", json.dumps(facts, indent=1))
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote; WorkspaceError where nothing was sent yet."""
        path = folder / "updated.json"
        if not path.exists():
            raise WorkspaceError(
                f"The update {folder.name} was not sent yet. Nothing was changed; carry it out first."
            )
        facts: dict[str, Any] = json.loads(path.read_bytes())
        reasons = tuple((place, why, users) for place, why, users in facts["reasons"])
        return cls(facts["users"], facts["places"], reasons, pl.read_parquet(folder / "updated.parquet"))
