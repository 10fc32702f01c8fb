"""What is about to be done, to whom, and how long it will take: said before anything is sent."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.chunks import Chunks
from userferry.display import headline, table
from userferry.durable import write_whole
from userferry.errors import DecisionError
from userferry.forecast import Duration, Forecast, estimate_sending, find_tier
from userferry.targets.opening import needs_confirm
from userferry.targets.target import name_tenant

_FILE = "announcement.json"


@dataclass(frozen=True, slots=True, repr=False)
class Announcement:
    """What a run will do.

    Args:
        target: As the parameters name it.
        connection: The database that takes the users.
        upsert: Whether users who are there are updated.
        users: How many are sent.
        files: In how many import files.
        foreseen: What the tenant will do with them, place → users.
        duration: Of the import jobs.
        confirm: What `confirm` must say before anything is sent; empty where nobody has to.
        notices: What nobody could see.
    """

    target: str
    connection: str
    upsert: bool
    users: int
    files: int
    foreseen: dict[str, int]
    duration: Duration
    confirm: str
    notices: tuple[str, ...]

    def require_confirmed(self, confirm: str) -> None:
        """Go on only if it is to be done on this machine, or somebody said that it shall be done there.

        Args:
            confirm: The tenant's domain once more.

        Raises:
            DecisionError: nobody did; says what would be done.
        """
        if self.confirm and confirm != self.confirm:
            asked = (
                f"`confirm` is {confirm!r}; to have that done in a real tenant it must be `{self.confirm}`"
            )
            raise DecisionError("The parameters", [f"{headline(self)}: {asked}"])

    def __str__(self) -> str:
        """Say it in one sentence."""
        where = f"connection {self.connection} of {name_tenant(self.target)}"
        return f"{self.users:,} users go in {self._files} to {where}, {self.duration}"

    def __repr__(self) -> str:
        return f"Announcement({self})"

    @property
    def _files(self) -> str:
        return f"{self.files:,} import {'file' if self.files == 1 else 'files'}"

    def _repr_html_(self) -> str:
        updates = "updated, their metadata replaced" if self.upsert else "left as they are, and the row fails"
        foreseen = (
            ", ".join(f"{count:,} {place}" for place, count in self.foreseen.items()) or "nothing is sent"
        )
        rows = [
            ("tenant", name_tenant(self.target)),
            ("connection", self.connection),
            ("users sent", f"{self.users:,}, in {self._files}"),
            ("those who are there", updates),
            ("foreseen", foreseen),
            ("it takes", str(self.duration)),
        ]
        gate = [f"Nothing is sent before `confirm` is `{self.confirm}`."] if self.confirm else []
        return table(
            f"{self.users:,} users go in {self._files}", ["", ""], rows, note=" ".join([*gate, *self.notices])
        )

    def write(self, folder: Path) -> Path:
        """Write `announcement.json` into the folder."""
        write_whole(folder / _FILE, json.dumps(asdict(self), indent=1))
        return folder / _FILE

    @classmethod
    def read(cls, folder: Path) -> "Announcement":
        """Read what `write` wrote."""
        facts: dict[str, Any] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        changed = {"duration": Duration(**facts["duration"]), "notices": tuple(facts["notices"])}
        return cls(**{**facts, **changed})


def announce(
    forecast: Forecast, chunks: Chunks, *, target: str, connection: str, upsert: bool, tier: str
) -> Announcement:
    """Say what sending these files there would do; nobody is asked for it, and nothing is sent.

    Args:
        forecast: Of each row.
        chunks: The import files.
        target: As the parameters name it.
        connection: The connection's name.
        upsert: Whether users who are there are updated.
        tier: The plan whose pace is reckoned with.

    Raises:
        DecisionError: another target, connection or upsert was checked, or there is no such plan.
    """
    forecast.require_same(target=target, connection=connection, upsert=upsert)
    places = forecast.standing.filter(pl.col("place") == "sent")["outcome"].value_counts(sort=True)
    return Announcement(
        target=target,
        connection=connection,
        upsert=upsert,
        users=chunks.rows,
        files=chunks.files.height,
        foreseen=dict(places.iter_rows()),
        duration=estimate_sending(chunks.files["rows"], find_tier(tier)),
        confirm=needs_confirm(target),
        notices=tuple(forecast.notices()),
    )
