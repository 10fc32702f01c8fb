"""The balance of an undo: every user whom the run inserted or updated, in exactly one place."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import polars as pl

from userferry.display import mask, table
from userferry.durable import write_frame, write_whole
from userferry.errands import Errands
from userferry.errors import WorkspaceError
from userferry.undo.plan import UndoPlan

DELETED = "deleted"
RESTORED = "restored"
RESTORED_IN_PART = "restored in part"
UNCHANGED = "unchanged"
HELD = "held"
GONE = "gone"
FAILED = "failed"
OPEN = "not done"
_PLACES = (DELETED, RESTORED, RESTORED_IN_PART, UNCHANGED, HELD, GONE, FAILED, OPEN)
_ALWAYS = (DELETED, RESTORED, UNCHANGED, HELD, GONE, FAILED)


@dataclass(frozen=True, slots=True)
class Undone:
    """Where every user went whom the run had inserted or updated.

    Args:
        users: How many there are; the places add up to them.
        places: Users by place.
        reasons: (place, reason, users) of those held, failed and restored in part, most frequent first.
        rows: `auth0_user_id, email, came, place, reason: String`, one for each user.
    """

    users: int
    places: dict[str, int]
    reasons: tuple[tuple[str, str, int], ...]
    rows: pl.LazyFrame = field(repr=False, compare=False)

    @classmethod
    def of(cls, plan: UndoPlan, errands: Errands) -> Self:
        """Draw the balance of a plan from what came of its errands, or say that it is off."""
        came = errands.rows.lazy().select(
            pl.col("key").alias("auth0_user_id"),
            said=pl.when(pl.col("outcome") == "done")
            .then("word")
            .when(pl.col("outcome") == "failed")
            .then(pl.format("failed: {}", "code"))
            .otherwise(pl.lit(OPEN)),
        )
        planned = (
            pl.when(pl.col("action") == "hold").then(pl.format("held: {}", "reason")).otherwise("action")
        )
        joined = plan.rows.join(came, on="auth0_user_id", how="left", maintain_order="left")
        said = pl.coalesce("said", planned).str.splitn(": ", 2).struct
        in_part = pl.when(said[0] == RESTORED_IN_PART).then("lost")
        rows = joined.select(
            "auth0_user_id",
            "email",
            "came",
            said[0].alias("place"),
            pl.coalesce(said[1], in_part).fill_null("").alias("reason"),
        )
        rows = pl.scan_parquet(write_frame(plan.folder / "undone.parquet", rows))
        counted = rows.group_by("place", "reason").len().collect(engine="streaming")
        lines = counted.sort(["len", "reason"], descending=[True, False])
        places = {place: int(counted.filter(place=place)["len"].sum()) for place in _PLACES}
        reasons = tuple((a, b, n) for a, b, n in lines.iter_rows() if b)
        undone = cls(plan.users, {a: n for a, n in places.items() if n or a in _ALWAYS}, reasons, rows)
        if sum(undone.places.values()) != plan.users:
            raise WorkspaceError(
                f"The balance of the undo is off: the run touched {plan.users:,} users and {sum(places.values()):,} "
                "have a known place. What was done is noted; the undo's folder was changed, so bring it back from a "
                "copy."
            )
        return undone

    @property
    def is_complete(self) -> bool:
        """Whether nobody waits to be taken back."""
        return not self.places.get(OPEN)

    @property
    def held(self) -> pl.DataFrame:
        """Those who were left as they are: `auth0_user_id, email` (masked), `reason`."""
        masked = pl.col("email").map_elements(mask, return_dtype=pl.String)
        return self.rows.filter(place=HELD).select("auth0_user_id", masked, "reason").collect()

    def __repr__(self) -> str:
        counted = ", ".join(f"{count:,} {place}" for place, count in self.places.items() if count)
        return f"Undone({self.users:,} users = {counted or 'none'})"

    def _repr_html_(self) -> str:
        lines: list[tuple[str, str, int]] = []
        for place, count in self.places.items():
            lines.append((place, "", count))
            lines += [("", reason, number) for where, reason, number in self.reasons if where == place]
        done = (
            "balances: each of these users is in one place"
            if self.is_complete
            else "not done yet: run it again"
        )
        return table(
            "Taken back", ("place", "reason", "users"), [*lines, ("users", "", self.users)], note=done
        )

    def write(self, folder: Path) -> Path:
        """Write undone.json (0600) beside the rows' undone.parquet, and return the folder."""
        facts = {"users": self.users, "places": self.places, "reasons": self.reasons}
        write_whole(folder / "undone.json", json.dumps(facts, indent=1))
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote; WorkspaceError where the run was not taken back."""
        path = folder / "undone.json"
        if not path.exists():
            raise WorkspaceError(
                "This run was not taken back yet. Nothing was changed; carry the undo out first."
            )
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        reasons = tuple((place, reason, users) for place, reason, users in facts["reasons"])
        return cls(facts["users"], facts["places"], reasons, pl.scan_parquet(folder / "undone.parquet"))
