"""What goes wrong with automatic migration, shown happening on an embedded tenant, and avoided."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from userferry.display import headline, table
from userferry.durable import make_folder, write_whole
from userferry.errors import WorkspaceError
from userferry.lazy.accountcases import ACCOUNT_CASES
from userferry.lazy.gotcha import Gotcha, show
from userferry.lazy.notrun import NotRun
from userferry.lazy.scriptcases import SCRIPT_CASES
from userferry.lazy.settingcases import SETTING_CASES
from userferry.lazy.stage import open_stage
from userferry.prose import prose
from userferry.scripts import NodeError, find_node

CASES = (*SCRIPT_CASES, *ACCOUNT_CASES, *SETTING_CASES)
"""Each gotcha of `behaviour.md §7`, with its mistake and its cure."""

_FILE = "gotchas.json"


@dataclass(frozen=True, slots=True, repr=False)
class Gotchas:
    """Every gotcha, as it was seen.

    Args:
        gotchas: In the order of `CASES`.
    """

    gotchas: tuple[Gotcha, ...]

    def __repr__(self) -> str:
        """Say how many were shown."""
        shown = sum(gotcha.is_shown for gotcha in self.gotchas)
        return f"Gotchas({shown} of {len(self.gotchas)} seen happening, and avoided)"

    def _repr_html_(self) -> str:
        told = ("name", "mistake", "seen", "cure", "seen_cured")
        rows = [[prose(getattr(each, name)) for name in told] for each in self.gotchas]
        note = "Played on an embedded tenant with made-up people, each mistake beside its cure."
        return table(
            headline(self), ["gotcha", "the mistake", "what was seen", "instead", "then"], rows, note=note
        )

    def write(self, folder: Path) -> Path:
        """Write `gotchas.json`, and return the folder."""
        make_folder(folder)
        told = json.dumps([asdict(gotcha) for gotcha in self.gotchas], indent=1, ensure_ascii=False)
        write_whole(folder / _FILE, told + "\n")
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote; WorkspaceError where nothing was shown yet."""
        path = folder / _FILE
        if not path.exists():
            raise WorkspaceError(
                f"No gotchas were shown in {folder.name} yet. Nothing was changed; show them first."
            )
        return cls(tuple(Gotcha(**facts) for facts in json.loads(path.read_bytes())))


def show_gotchas() -> Gotchas | NotRun:
    """Play each gotcha twice on an embedded tenant of its own: the mistake, and the cure.

    Nothing of this migration is touched: tenant, stores and people are made for it and go with it.
    """
    try:
        find_node()
    except NodeError as error:
        return NotRun("the gotchas", str(error))
    with open_stage() as stage:
        return Gotchas(tuple(show(stage, case) for case in CASES))
