"""The conflicts as the page shows them; what a person does stands in `model`."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl
from traitlets import Dict, List

from userferry.conflicts import KEEP, Conflicts, Resolutions, count_seen
from userferry.conflicts.fitting import fit_complaints
from userferry.conflicts.seen import conflict_drift
from userferry.frames import Frame
from userferry.reports.cluster_picture import lay_out
from userferry.widgets.conflicts import detail, listing
from userferry.widgets.conflicts.members import Members
from userferry.widgets.conflicts.recount import FEW_ROWS, Counted, Recounter, count
from userferry.widgets.conflicts.rules import every_kind, kind_line
from userferry.widgets.editing import Editing
from userferry.widgets.file import DecisionsFile
from userferry.widgets.timing import AtOnce, Timing


class ConflictsShown(Editing[Resolutions]):
    """The parts of the panel, made from the clusters, their rows and the resolutions.

    Args:
        path: The resolutions file; where there is none, nothing is decided.
        users: Everybody; the rows in clusters are fetched once somebody looks.
        conflicts: What `find_conflicts` found among them.
        show_values: Show values as they are; credentials stay hidden.
        timing: When what can wait is done.
    """

    KEPT = "Done: "

    kinds: List[dict[str, Any]] = List(help="Each kind with its rule and its counts.").tag(shown=True)
    known = Dict(help="Words and paths that a rule may hold.").tag(shown=True)
    found = Dict(help="The filter, how many it lets through, and one page of them.").tag(shown=True)
    detail = Dict(help="The selected cluster's members, side by side.").tag(shown=True)
    picture = Dict(help="Clusters by kind and size.").tag(shown=True)

    def __init__(
        self,
        path: Path,
        users: Frame,
        conflicts: Conflicts,
        *,
        show_values: bool = False,
        timing: Timing | None = None,
    ) -> None:
        file = DecisionsFile(path, Resolutions.read)
        super().__init__(file, replace(file.saved or Resolutions(), seen={}), timing)
        self.conflicts = conflicts
        self._users, self._is_open = users, show_values
        self._filter, self._page, self._place, self._from = listing.Filter(), 0, 0, 0
        self._reasons, self._is_ready = dict[str, str](), False
        if isinstance(self._timing, AtOnce):
            self.open()

    def open(self) -> None:
        """Somebody looks: fetch the rows in clusters and count. A run that nobody looks at does without."""
        if self._is_ready:
            return
        self._is_ready = True
        conflicts, timing = self.conflicts, self._timing
        self._members = Members(self._users, conflicts)
        self._listed = listing.list_clusters(conflicts.clusters)
        is_beside = not isinstance(timing, AtOnce) and self._members.frame.height > FEW_ROWS
        self._recounter = Recounter(
            lambda asked: count(self._members, self.conflicts, asked),
            self._heard,
            timing.call,
            is_beside=is_beside,
        )
        # the page must have something to show, so that the first count is waited for
        self._counted, self._answered = self._first_count(), self.resolutions
        self.known = {
            "words": [[word, meaning] for word, meaning in KEEP.items()],
            "comparable": self._members.comparable(),
            "mergeable": self._members.mergeable(),
            "states": list(listing.STATES.items()),
            "orders": list(listing.ORDERS.items()),
            "kinds": every_kind(self.resolutions, conflicts),
            "severities": self._listed["severity"].unique(maintain_order=True).to_list(),
        }
        self._show()

    @property
    def resolutions(self) -> Resolutions:
        """What is decided so far."""
        return self._history.now

    def _find_complaints(self) -> list[str]:
        if found := self.resolutions.complaints():
            return found
        return fit_complaints(self._members.frame.lazy(), self.conflicts.clusters, self.resolutions)

    def to_write(self) -> Resolutions:
        """Give the resolutions with what the conflicts are like now, as they are saved."""
        return replace(self.resolutions, seen=count_seen(self.conflicts.clusters))

    def _first_count(self) -> Counted:
        counted = count(self._members, self.conflicts, self.resolutions)
        # decisions that fit no more are complained of, and counted without
        return counted if counted.fates else count(self._members, self.conflicts, Resolutions())

    def _narrowed(self) -> pl.DataFrame:
        fates = self._counted.fates
        listed = listing.with_fates(self._listed, fates) if fates else self._listed
        return listing.narrow(listed, self._filter)

    def _show(self) -> None:
        """Show everything anew; a part that stays as it was does not go out."""
        self._show_kinds()
        self._show_found()
        self._show_concerns()
        self._show_status()

    def _show_kinds(self) -> None:
        fates = self._counted.fates
        counts = {row["kind"]: row for row in fates.kinds.to_dicts()} if fates else {}
        self.kinds = [
            kind_line(kind, self.resolutions, counts.get(kind, {}), self.complaints())
            for kind in every_kind(self.resolutions, self.conflicts)
        ]
        if fates:
            self.picture = asdict(lay_out(fates.clusters))

    def _show_found(self) -> None:
        narrowed = self._narrowed()
        names = narrowed["cluster"]
        if (place := names.index_of(self._selected)) is not None:
            self._place = place
        elif len(names):  # the next one moves up to the place of the one that went
            self._place, self._from = min(self._place, len(names) - 1), 0
            self._selected, self._page = names[self._place], self._place // listing.PAGE
        else:
            self._selected = ""
        page = listing.page_of(narrowed, self.conflicts.clusters, self._page, self._counted.resolutions)
        self._page = page["page"]
        self.found = page | {
            "filter": asdict(self._filter),
            "of": self._listed.height,
            "selected": self._selected,
        }
        self._show_detail()

    def _show_detail(self) -> None:
        if not self._selected:
            self.detail = {}
            return
        shown = detail.describe(
            self._members, self.conflicts, self._counted, self._selected, self._from, is_open=self._is_open
        )
        self.detail = shown | detail.choice(
            self.resolutions, self._selected, self._reasons.get(self._selected, "")
        )

    def _show_concerns(self) -> None:
        clusters = self.conflicts.clusters
        saved = self._file.saved
        is_gone = set(self.resolutions.decisions) - set(self._listed["cluster"])
        self.concerns = {
            "complaints": self.complaints(),
            "notices": conflict_drift(saved.seen, clusters) if saved else [],
            "gone": len(is_gone),
        }

    def _progress(self) -> dict[str, Any]:
        is_wrong = bool(self.complaints())
        counted_before = " (counted before what is to be mended)" if is_wrong else ""
        return {
            "sum": detail.sum_said(self._counted, self.conflicts) + counted_before,
            "is_counting": self._answered != self.resolutions and not is_wrong,
        }

    def _is_saved(self) -> bool:
        """Whether the file says the same rules and decisions, whatever it remembers of the dump."""
        saved = self._file.saved
        return saved is not None and replace(saved, seen=self.resolutions.seen) == self.resolutions

    def _heard(self, counted: Counted) -> None:
        """A count has come; one that failed leaves the former in sight and is said."""
        self._answered = counted.resolutions
        if counted.fates is None:
            self._said = counted.error
        elif counted.resolutions == self.resolutions:
            self._counted = counted
        self._show()
