"""What is exported, while it is edited: everything that a person can do to it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from traitlets import Dict, List

from userferry.exports import (
    FORMATS,
    WHERE,
    Asked,
    Column,
    Columns,
    count_kept,
    find_column_fault,
    with_defaults,
)
from userferry.widgets.editing import Editing
from userferry.widgets.exporting.showing import show_users
from userferry.widgets.file import DecisionsFile
from userferry.widgets.timing import Timing

_WAYS = ("path", "expression")
_SWITCHES = ("escape_formulas", "flatten", "import_ready")
_SETTINGS = ("where", "query", "filter", "sort", "format", *_SWITCHES)


class ExportingModel(Editing[Columns]):
    """State of the export's widget: call an action, read what is shown, save.

    Args:
        path: The decisions file; need not exist yet.
        asked: The users that the tenant gave.
        show_values: Show values as they are.
        timing: When what can wait is done; at once where it is None.

    Raises:
        DecisionError: the file exists and cannot be followed.
    """

    ACTIONS = (
        *Editing.ACTIONS,
        "add",
        "add_defaults",
        "remove",
        "move",
        "set_label",
        "set_text",
        "set_way",
        "set",
    )
    KEPT = "Done: "

    columns: List[dict[str, Any]] = List(help="Each column: label, way, text, fault.").tag(shown=True)
    settings = Dict(help="Which users, in which order, as what.").tag(shown=True)
    preview = Dict(help="The first users as they would be exported: labels, rows, errors.").tag(shown=True)

    def __init__(
        self, path: Path, asked: Asked, *, show_values: bool = False, timing: Timing | None = None
    ) -> None:
        file = DecisionsFile(path, Columns.read)
        super().__init__(file, file.saved or Columns(), timing)
        self._asked, self._show_values = asked, show_values
        self._counted: tuple[str, int] = ("", asked.users)
        self._changed("")

    @property
    def wanted(self) -> Columns:
        """What is exported, as it stands now."""
        return self._history.now

    def open(self) -> None:
        """Somebody looks: show the first users."""
        self._soon()

    def add(self, way: str) -> None:
        """Add a column at the end, `path` or `expression`."""
        if way not in _WAYS:
            return
        labels, place = self.wanted.labels, len(self.wanted.columns) + 1
        while f"Column {place}" in labels:
            place += 1
        made = Column(f"Column {place}", **{way: "user_id" if way == "path" else "user.user_id"})
        self._put((*self.wanted.columns, made), f"column {made.label} added")

    def add_defaults(self) -> None:
        """Add the default fields that are not there yet."""
        columns = with_defaults(self.wanted.columns)
        self._put(columns, f"{len(columns) - len(self.wanted.columns)} default fields added")

    def remove(self, at: int) -> None:
        """Take a column away."""
        if 0 <= at < len(self.wanted.columns):
            gone = self.wanted.columns[at]
            self._put(
                (*self.wanted.columns[:at], *self.wanted.columns[at + 1 :]), f"column {gone.label} removed"
            )

    def move(self, at: int, by: int) -> None:
        """Move a column so many places."""
        columns = list(self.wanted.columns)
        if 0 <= at < len(columns) and 0 <= at + by < len(columns):
            moved = columns.pop(at)
            columns.insert(at + by, moved)
            self._put(columns, f"column {moved.label} moved")

    def set_label(self, at: int, said: str) -> None:
        """Give a column another label."""
        label = said.strip()
        if label in self.wanted.labels or not label:
            self._tell(
                f"Not done: a column called {label} is there already"
                if label
                else "Not done: it needs a label"
            )
            self._show_columns()
            return
        self._change(at, f"column {label} named", label=label)

    def set_text(self, at: int, said: str) -> None:
        """Write a column's path or expression."""
        if 0 <= at < len(self.wanted.columns):
            one, text = self.wanted.columns[at], said.strip()
            changed = {"expression": text or "undefined"} if one.expression else {"path": text}
            self._change(at, f"what stands in {one.label} written", **changed)

    def set_way(self, at: int, way: str) -> None:
        """Let a column be a path or an expression; what stood there is taken along."""
        if way in _WAYS and 0 <= at < len(self.wanted.columns):
            one = self.wanted.columns[at]
            text = one.path or one.expression.removeprefix("user.")
            said = (
                {"path": text, "expression": ""}
                if way == "path"
                else {"path": "", "expression": f"user.{text}"}
            )
            self._change(at, f"{one.label} is {'a path' if way == 'path' else 'an expression'}", **said)

    def set(self, name: str, said: Any) -> None:
        """Say which users, in which order, or as what: a name of `Columns`."""
        if name in _SETTINGS and isinstance(said, bool) == (name in _SWITCHES):
            value = said if isinstance(said, bool) else str(said).strip()
            changed: dict[str, Any] = {name: value}
            self._keep(replace(self.wanted, **changed), f"{name} set")

    def _change(self, at: int, what: str, **changed: str) -> None:
        columns = list(self.wanted.columns)
        if 0 <= at < len(columns):
            columns[at] = replace(columns[at], **changed)
            self._put(columns, what)

    def _put(self, columns: list[Column] | tuple[Column, ...], what: str) -> None:
        self._keep(replace(self.wanted, columns=tuple(columns)), what)

    def _changed(self, said: str) -> None:
        self._said = said
        self._show_columns()
        self.settings = {
            **{name: getattr(self.wanted, name) for name in _SETTINGS},
            "formats": [[name, meaning] for name, meaning in FORMATS.items()],
            "wheres": list(WHERE),
            "sorts": list(self.wanted.labels),
        }
        self._show_concerns()
        self._show_status()
        if said:
            self._soon()

    def _soon(self) -> None:
        self._timing.soon(self._show_users)

    def _show_users(self) -> None:
        wanted, is_wrong = self.wanted, bool(self.complaints())  # a click may change it meanwhile
        if not is_wrong:
            self._counted = (wanted.filter, count_kept(self._asked, wanted))
            self.preview = show_users(self._asked, wanted, show_values=self._show_values)
        self._show_status()

    def _show_columns(self) -> None:
        said = [
            (one.label, *(("expression", one.expression) if one.expression else ("path", one.path)))
            for one in self.wanted.columns
        ]
        self.columns = [
            {"label": label, "way": way, "text": text, "fault": find_column_fault(way, text) or ""}
            for label, way, text in said
        ]

    def _show_concerns(self) -> None:
        stale = (self.wanted.where, self.wanted.query) != self._question()
        notice = (
            "Whose users, or the search, changed: save, and run the page from the cell that asks the tenant"
        )
        self.concerns = {"complaints": self.complaints(), "notices": [notice] if stale else []}

    def _question(self) -> tuple[str, str]:
        return "connection" if self._asked.connection else "tenant", self._asked.query

    def _find_complaints(self) -> list[str]:
        return self.wanted.faults

    def _progress(self) -> dict[str, Any]:
        filtered, users = self._counted
        is_known = filtered == self.wanted.filter
        return {"users": users if is_known else None, "asked": self._asked.users}
