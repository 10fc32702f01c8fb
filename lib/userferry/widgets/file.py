"""A decisions file while it is edited: what it says, and whether somebody else wrote to it meanwhile."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar


class Decided(Protocol):
    """What a decisions file holds."""

    def write(self, path: Path) -> None:
        """Write the file."""


Held = TypeVar("Held", bound=Decided)


class DecisionsFile(Generic[Held]):
    """A file of decisions; need not exist yet.

    Args:
        path: Where it is.
        read: Reads it.

    Raises:
        DecisionError: It exists and cannot be followed.
    """

    def __init__(self, path: Path, read: Callable[[Path], Held]) -> None:
        self.path = path
        self.saved = read(path) if path.exists() else None
        self._bytes = self._now()

    def save(self, decided: Held) -> str:
        """Write it, and say so; what somebody else wrote meanwhile is kept the first time, and said."""
        if (now := self._now()) != self._bytes:
            self._bytes = now
            return (
                f"Not saved: {self.path.name} was changed by somebody else since it was opened here. Run the cell "
                "again to see that, or save again to write over it"
            )
        try:
            decided.write(self.path)
        except OSError as error:
            return f"Not saved: {self.path.name} cannot be written ({error.strerror}). The choices stand here only"
        self._bytes, self.saved = self._now(), decided
        return f"Saved in {self.path.name}; run the next cell, which reads it"

    def _now(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""
