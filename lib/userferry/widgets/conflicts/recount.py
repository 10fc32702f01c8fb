"""What the resolutions would do to the clusters, counted at once or beside the clicks."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from userferry.conflicts import Conflicts, Fates, Resolutions, find_fates, resolve
from userferry.errors import UserferryError
from userferry.widgets.conflicts.members import Members

FEW_ROWS = 2_000
"""So many are counted before the click is answered."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of it.

    Args:
        resolutions: What was counted.
        fates: What becomes of clusters and kinds; None where counting failed.
        held: Whoever gives way, as `Resolved` has it.
        renamed: Who is renamed, likewise.
        error: Why it failed, a sentence.
    """

    resolutions: Resolutions
    fates: Fates | None
    held: pl.DataFrame
    renamed: pl.DataFrame
    error: str = ""


def count(members: Members, conflicts: Conflicts, resolutions: Resolutions) -> Counted:
    """Resolve the rows in clusters as the next cell resolves everybody."""
    try:
        resolved = resolve(members.around(resolutions), conflicts, resolutions)
        fates = find_fates(conflicts.clusters, resolved, resolutions)
    except (UserferryError, pl.exceptions.PolarsError, OSError) as error:
        said = f"The counts could not be made ({type(error).__name__}); the choices stand. Change one to count again"
        return Counted(resolutions, None, pl.DataFrame(), pl.DataFrame(), said)
    return Counted(resolutions, fates, resolved.held, resolved.renamed)


class Recounter:
    """Counts in a thread of its own, one question at a time; of those that wait only the last is answered.

    Args:
        ask: Counts.
        hear: Takes each answer.
        call: Runs something where answers may be heard.
        is_beside: Whether it counts beside; otherwise before `ask` returns.
    """

    def __init__(
        self,
        ask: Callable[[Resolutions], Counted],
        hear: Callable[[Counted], None],
        call: Callable[[Callable[[], None]], None],
        *,
        is_beside: bool,
    ) -> None:
        self._count, self._hear, self._call, self.is_beside = ask, hear, call, is_beside
        self._lock = threading.Lock()
        self._waiting: Resolutions | None = None
        self._is_running = False

    def ask(self, resolutions: Resolutions) -> None:
        """Count anew."""
        if not self.is_beside:
            self._hear(self._count(resolutions))
            return
        with self._lock:
            self._waiting = resolutions
            if self._is_running:
                return
            self._is_running = True
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                question, self._waiting = self._waiting, None
                if question is None:
                    self._is_running = False
                    return
            self._call(partial(self._hear, self._count(question)))
