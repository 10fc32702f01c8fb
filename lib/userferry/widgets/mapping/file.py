"""The mapping file while it is edited: what it says, and whether somebody else wrote to it meanwhile."""

from pathlib import Path

from userferry.mapping import Mapping


class MappingFile:
    """A mapping file; need not exist yet.

    Args:
        path: Where it is.

    Raises:
        DecisionError: It exists and cannot be followed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.saved = Mapping.read(path) if path.exists() else None
        self._bytes = self._now()

    def save(self, mapping: Mapping) -> str:
        """Write it, and say so; what somebody else wrote meanwhile is kept the first time, and said."""
        if (now := self._now()) != self._bytes:
            self._bytes = now
            return (
                f"Not saved: {self.path.name} was changed by somebody else since it was opened here. Run the cell "
                "again to see that, or save again to write over it"
            )
        try:
            mapping.write(self.path)
        except OSError as error:
            return f"Not saved: {self.path.name} cannot be written ({error.strerror}). The choices stand here only"
        self._bytes, self.saved = self._now(), mapping
        return f"Saved in {self.path.name}; the next cell reads it"

    def _now(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""
