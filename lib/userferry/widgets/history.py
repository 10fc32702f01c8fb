"""What was decided, step by step: each change can be taken back and brought again."""

from typing import Generic, TypeVar

_MOST = 500
State = TypeVar("State")


class History(Generic[State]):
    """States of one thing: the one at hand and those before and after it.

    Args:
        start: The first.
    """

    def __init__(self, start: State) -> None:
        self._past: list[tuple[str, State]] = []
        self._future: list[tuple[str, State]] = []
        self.now = start

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back."""
        return bool(self._future)

    def keep(self, state: State, what: str) -> bool:
        """Go on to another state; `what` says in words what was changed. False where nothing was."""
        if state == self.now:
            return False
        self._past = [*self._past, (what, self.now)][-_MOST:]
        self._future = []
        self.now = state
        return True

    def undo(self) -> str:
        """Take the last change back, and say which; empty where there is none."""
        return self._step(self._past, self._future)

    def redo(self) -> str:
        """Bring back what was taken back, and say what; empty where there is none."""
        return self._step(self._future, self._past)

    def _step(self, source: list[tuple[str, State]], other: list[tuple[str, State]]) -> str:
        if not source:
            return ""
        what, state = source.pop()
        other.append((what, self.now))
        self.now = state
        return what
