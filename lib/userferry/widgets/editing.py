"""What both pages are: a decisions file that is edited, step by step, and saved."""

from typing import Any, Generic

from traitlets import Dict

from userferry.widgets.file import DecisionsFile, Held
from userferry.widgets.history import History
from userferry.widgets.panel import Model
from userferry.widgets.timing import AtOnce, Timing


class Editing(Model, Generic[Held]):
    """State of a page on which decisions are edited.

    Args:
        file: Their file.
        start: Those at first.
        timing: When what can wait is done; at once where it is None.
    """

    ACTIONS: tuple[str, ...] = ("open", "undo", "redo", "save")
    KEPT = ""
    """Stands before the words for what was done."""

    concerns = Dict(help="Complaints, and what else there is to look at.").tag(shown=True)
    status = Dict(help="How far it is, what can be done, what was done last.").tag(shown=True)

    def __init__(self, file: DecisionsFile[Held], start: Held, timing: Timing | None) -> None:
        super().__init__()
        self._file, self._history, self._timing = file, History(start), timing or AtOnce()
        self._selected, self._said = "", ""
        self._checked: tuple[Held | None, list[str]] = (None, [])

    def open(self) -> None:
        """Somebody looks."""
        raise NotImplementedError

    @property
    def selected(self) -> str:
        """What is shown in detail; empty where nothing is."""
        return self._selected

    def complaints(self) -> list[str]:
        """List what cannot be followed, a sentence each."""
        if self._checked[0] is not self._history.now:
            self._checked = self._history.now, self._find_complaints()
        return self._checked[1]

    def to_write(self) -> Held:
        """Give the decisions as they are saved."""
        return self._history.now

    def undo(self) -> None:
        """Take the last change back."""
        if what := self._history.undo():
            self._changed(f"Taken back: {what}")

    def redo(self) -> None:
        """Bring back what was taken back."""
        if what := self._history.redo():
            self._changed(f"Brought back: {what}")

    def save(self) -> None:
        """Write the file, unless something in it cannot be followed."""
        if found := self.complaints():
            self._tell(f"Not saved: {len(found)} complaints stand; mend them first")
        else:
            self._tell(self._file.save(self.to_write()))
            self._show_concerns()

    def _keep(self, decided: Held, what: str) -> None:
        if self._history.keep(decided, what):
            self._changed(f"{self.KEPT}{what}")

    def _tell(self, said: str) -> None:
        self._said = said
        self._show_status()

    def _show_status(self) -> None:
        wrong, is_saved = len(self.complaints()), self._is_saved()
        self.status = self._progress() | {
            "said": self._said,
            "file": f"{'saved' if is_saved else 'not saved'} in {self._file.path.name}"
            + (f"; {wrong} to mend before it can be saved" if wrong else ""),
            "is_saved": is_saved,
            "can_save": not wrong,
            "can_undo": self._history.can_undo,
            "can_redo": self._history.can_redo,
        }

    def _is_saved(self) -> bool:
        return self._file.saved == self._history.now

    def _find_complaints(self) -> list[str]:
        raise NotImplementedError

    def _changed(self, said: str) -> None:
        """Count and show anew, with what was done."""
        raise NotImplementedError

    def _show_concerns(self) -> None:
        raise NotImplementedError

    def _progress(self) -> dict[str, Any]:
        """Say how far it is."""
        raise NotImplementedError
