"""How long did a run take, or would it have taken at a plan's pace?"""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from userferry.display import headline, table
from userferry.durable import write_whole
from userferry.forecast import TIERS, Duration, estimate_sending
from userferry.runs import Run, read_journal
from userferry.targets.target import Target

_FILE = "duration.json"
_UNITS = (("day", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


@dataclass(frozen=True, slots=True, repr=False)
class RunTime:
    """How long a run took, beside what was foretold.

    Args:
        seconds: From the first import to the last answer, on the tenant's clock.
        jobs: Import jobs that the tenant took on.
        requests: To the tenant since it was reached, whatever came of them.
        tier: The plan whose pace was reckoned with.
        is_rehearsed: Whether the time was a rehearsal's own, at that plan's pace.
        foretold: What the files were expected to take; None where no plan was named.
    """

    seconds: float
    jobs: int
    requests: int
    tier: str
    is_rehearsed: bool
    foretold: Duration | None

    def __str__(self) -> str:
        """Say it as a person would."""
        lasted = say_seconds(self.seconds)
        counted = f"{self.jobs:,} {'job' if self.jobs == 1 else 'jobs'}, {self.requests:,} requests"
        at = f"at the {self.tier} plan's pace this run would have taken {lasted}"
        took = at if self.is_rehearsed and self.tier else f"this run took {lasted}"
        return f"{took} ({counted})"

    def __repr__(self) -> str:
        return f"RunTime({self})"

    def _repr_html_(self) -> str:
        rows = [
            ("the run", say_seconds(self.seconds)),
            ("foretold", "nothing" if self.foretold is None else str(self.foretold)),
            ("import jobs", f"{self.jobs:,}"),
            ("requests", f"{self.requests:,}"),
        ]
        return table(headline(self), ["", ""], rows)

    def write(self, folder: Path) -> Path:
        """Write `duration.json` into the folder."""
        write_whole(folder / _FILE, json.dumps(asdict(self), indent=1))
        return folder / _FILE

    @classmethod
    def read(cls, folder: Path) -> "RunTime":
        """Read what `write` wrote."""
        facts: dict[str, Any] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        foretold = None if facts["foretold"] is None else Duration(**facts["foretold"])
        return cls(**{**facts, "foretold": foretold})


def time_run(run: Run, reached: Target) -> RunTime:
    """Say how long a run took, from its journal, and keep that in its folder.

    Args:
        run: Sent, or as far as it came.
        reached: Where it was sent; closed or not.
    """
    events = read_journal(run.folder / "journal.ndjson")
    times = [datetime.fromisoformat(event["at"]).timestamp() for event in events if event.get("chunk")]
    foretold = None
    if reached.tier:
        foretold = estimate_sending((each.rows for each in run.manifest.chunks), TIERS[reached.tier])
    found = RunTime(
        seconds=times[-1] - times[0] if times else 0.0,
        jobs=Counter(event["event"] for event in events)["submitted"],
        requests=reached.session.requests_sent,
        tier=reached.tier,
        is_rehearsed=reached.is_rehearsal,
        foretold=foretold,
    )
    found.write(run.folder)
    return found


def say_seconds(seconds: float) -> str:
    """Say a time in its two largest units: `3 h 12 min`."""
    left, said = round(seconds), list[str]()
    for name, size in _UNITS:
        count, left = divmod(left, size)
        if count or (name == "s" and not said):
            said.append(f"{count:,} {name}" + ("s" if name == "day" and count > 1 else ""))
    return " ".join(said[:2])
