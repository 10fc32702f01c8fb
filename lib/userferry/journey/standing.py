"""Where a migration stands, as `00-start` shows it at length and the end of every page in short."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from userferry.display import headline, table
from userferry.journey.deciding import tell_decided, tell_undecided
from userferry.journey.marks import PAGES, find_stale, read_marks, read_targets, tell_unsettled
from userferry.journey.strip import Stop, draw_way
from userferry.prose import in_sight, prose
from userferry.workspace import REHEARSAL, Mark, Workspace

_SHORT = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<p style="margin:.2em 0"><b>{{ here.step }} is done</b>{% if here.files %}; it wrote {{ here.in_words() }}{% endif %}.</p>
{{ way|safe }}
<p style="margin:.2em 0"><b>Decided:</b> {% for what, says in decisions.items() %}{{ what }}: {{ says }}{{ "; " if not loop.last }}{% endfor %}.</p>
<p style="margin:.2em 0"><b>Open:</b> {{ undecided|join("; ") or "nothing" }}.</p>
<p style="margin:.2em 0"><b>Next{{ " in the migration" if is_beside }}:</b> {% if next_page %}<a href="{{ next_page }}.ipynb">{{ next_page }}</a>, {{ question }}{{ " What it reads has changed since it ran." if is_again }}{% elif unsettled %}{{ prose(unsettled) }}.{% elif is_rehearsed %}the real tenant. This was a rehearsal, and nobody is moved yet: say <code>target</code>, <code>connection</code> and <code>confirm</code> in <code>params/{{ name }}.yml</code>, with whatever else only a page's first cell says, open the pages again with <code>userferry lab {{ name }}</code>, and run them from 03-conflicts on.{% else %}nothing, the migration is through.{% endif %}</p>
"""  # noqa: E501 a template's lines are as long as its tags
)


@dataclass(frozen=True, slots=True, repr=False)
class Journey:
    """Where a migration stands.

    Args:
        name: The migration's.
        decisions: What is decided → what the file says, or that it is missing or why it cannot be followed.
        done: Page → whether it ran to its end, with what it wrote in words; None where it has not.
        undecided: What somebody has to decide yet, a sentence each.
        stale: Pages that ran before something they read was made or saved anew: they have to run again.
        here: The mark of the page that has just ended, None where it is looked at from elsewhere.
        targets: Where runs went to: tenants' domains, and `rehearsal` for the embedded one.
        unsettled: What the last balance sheet says of rows that are nowhere yet, in words; empty where there are none.
    """

    name: str
    decisions: dict[str, str]
    done: dict[str, str | None]
    undecided: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    here: Mark | None = None
    targets: tuple[str, ...] = ()
    unsettled: str = ""

    @property
    def is_rehearsed(self) -> bool:
        """Whether whatever was sent went to the embedded tenant."""
        return self.targets == (REHEARSAL,)

    @property
    def next_page(self) -> str | None:
        """The first page that has not run to its end since what it reads was made, None when all have."""
        return next((page for page, wrote in self.done.items() if wrote is None or page in self.stale), None)

    def __repr__(self) -> str:
        """Say how far it is and what to run next."""
        finished = sum(wrote is not None and page not in self.stale for page, wrote in self.done.items())
        through = "all are done, in a rehearsal" if self.is_rehearsed else "all are done"
        through = self.unsettled or through
        then = f"next: {self.next_page}" if self.next_page else through
        again = f"; {len(self.stale)} to run again" if self.stale else ""
        waits = f"; {len(self.undecided)} to decide" if self.undecided else ""
        return f"Journey({self.name}: {finished} of {len(self.done)} pages done{again}{waits}; {then})"

    def as_json(self) -> dict[str, Any]:
        """Give it as values that JSON has, for a program: no personal data."""
        return {
            "migration": self.name,
            "next": self.next_page,
            "done": [page for page, wrote in self.done.items() if wrote is not None],
            "again": list(self.stale),
            "wrote": {page: wrote for page, wrote in self.done.items() if wrote is not None},
            "decisions": self.decisions,
            "undecided": list(self.undecided),
            "targets": list(self.targets),
            "unsettled": self.unsettled,
        }

    def _repr_html_(self) -> str:
        return in_sight(self._in_short(self.here)) if self.here else self._at_length()

    def _in_short(self, here: Mark) -> str:
        said = {"decisions": self.decisions, "undecided": self.undecided, "next_page": self.next_page}
        waits = {"unsettled": self.unsettled, "prose": prose}
        asked = {"question": PAGES.get(self.next_page or ""), "is_again": self.next_page in self.stale}
        whose = {"name": self.name, "is_rehearsed": self.is_rehearsed, "is_beside": here.step > max(PAGES)}
        return _SHORT.render(here=here, way=self._way(), **whose, **said, **asked, **waits)

    def _at_length(self) -> str:
        pages = [(page, PAGES[page], self._told(page)) for page in self.done]
        waits = table("To be decided yet", [""], [(each,) for each in self.undecided])
        return (
            self._way()
            + table("Decided so far", ["decision", "says"], self.decisions.items())
            + (waits if self.undecided else "")
            + table(headline(self), ["page", "question", "wrote"], pages)
        )

    def _way(self) -> str:
        here = self.here.step if self.here else None
        stops = [
            Stop(page, self._state(page), f"{PAGES[page]} {self._told(page)}", page == here)
            for page in self.done
        ]
        return draw_way(self.name, stops)

    def _state(self, page: str) -> str:
        if page in self.stale:
            return "again"
        if self.done[page] is not None:
            return "done"
        return "next" if page == self.next_page else "open"

    def _told(self, page: str) -> str:
        wrote = self.done[page] or "not yet"
        return f"{wrote}; to run again: what it reads has changed since" if page in self.stale else wrote


def see_journey(workspace: Workspace, here: Mark | None = None) -> Journey:
    """Look at a migration's decisions and at the marks that its pages left.

    Args:
        workspace: The migration's; nothing in it is changed.
        here: The mark of a page that has just ended, which is then where the journey is looked at from.
    """
    done = {page: ", ".join(mark.files) if mark else None for page, mark in read_marks(workspace).items()}
    stale = [page for page in find_stale(workspace) if done[page] is not None]
    decided, undecided = tell_decided(workspace), tell_undecided(workspace)
    targets, unsettled = read_targets(workspace), tell_unsettled(workspace)
    return Journey(workspace.name, decided, done, undecided, tuple(stale), here, targets, unsettled)


def finish_page(workspace: Workspace, page: str, files: Mapping[str, str | int]) -> Journey:
    """Leave the mark that says this page ran to its end, and tell from there how far the migration is.

    Args:
        workspace: The migration's.
        page: Its name, such as `01-profile`.
        files: File or folder below the workspace → what it holds, in words or as a number of rows.
    """
    return see_journey(workspace, workspace.finish(page, files))
