"""The resolutions file while it is edited: what it says, and whether somebody else wrote to it meanwhile."""

from dataclasses import replace
from pathlib import Path

from userferry.conflicts import Resolutions


class ResolutionsFile:
    """A resolutions file; need not exist yet.

    Args:
        path: Where it is.

    Raises:
        DecisionError: It exists and cannot be followed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.saved = Resolutions.read(path) if path.exists() else None
        self._bytes = self._now()

    def holds(self, resolutions: Resolutions) -> bool:
        """Whether the file says the same rules and decisions."""
        return self.saved is not None and replace(self.saved, seen=resolutions.seen) == resolutions

    def save(self, resolutions: Resolutions) -> str:
        """Write it, and say so; what somebody else wrote meanwhile is kept the first time, and said."""
        if (now := self._now()) != self._bytes:
            self._bytes = now
            return (
                f"Not saved: {self.path.name} was changed by somebody else since it was opened here. Run the cell "
                "again to see that, or save again to write over it"
            )
        try:
            resolutions.write(self.path)
        except OSError as error:
            return f"Not saved: {self.path.name} cannot be written ({error.strerror}). The choices stand here only"
        self._bytes, self.saved = self._now(), resolutions
        return f"Saved in {self.path.name}; the next cell reads it"

    def _now(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""
