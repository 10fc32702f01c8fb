"""What a machine without Node gives in the place of a proof: the reason, and nothing that could be taken for one."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from userferry.display import table
from userferry.durable import write_whole


@dataclass(frozen=True, slots=True, repr=False)
class NotRun:
    """Something that could not be run here, and why; nothing is proven by it.

    Args:
        what: What was to be run.
        why: What is missing, and what to do.
    """

    what: str
    why: str

    def __repr__(self) -> str:
        """Say that it is not proven."""
        return f"NotRun({self.what})"

    def _repr_html_(self) -> str:
        return table(f"Not run: {self.what}", ["why"], [(self.why,)])

    def write(self, folder: Path) -> Path:
        """Write `not_run.json` in the place of what was to be proven."""
        write_whole(folder / "not_run.json", json.dumps(asdict(self), indent=1) + "\n")
        return folder

    @classmethod
    def read(cls, folder: Path) -> "NotRun":
        """Read what `write` wrote."""
        return cls(**json.loads((folder / "not_run.json").read_text(encoding="utf-8")))
