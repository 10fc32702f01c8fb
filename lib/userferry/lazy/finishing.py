"""The rest: those who never logged in, as a dump of their own that goes through the usual pages.

lazy/remainder.parquet   the dump's own columns of those who remain (0600); it holds hashes where the dump does
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from userferry.conflicts import Resolutions
from userferry.decisions import write_decisions
from userferry.display import headline, table
from userferry.durable import write_frame, write_whole
from userferry.errors import DecisionError, WorkspaceError
from userferry.frames import ROW, Frame, numbered
from userferry.lazy.followed import GONE, REMAINING, STATES, TAKEN, Followed
from userferry.mapping import Mapping
from userferry.workspace import REHEARSAL, Workspace

FILE = "remainder.parquet"
_LEFT = {
    GONE: "somebody deleted them: import them only where that was a mistake",
    TAKEN: "the address is another user's, so the tenant would refuse them: settle whose it is",
}
_HEADER = ("Those who did not move by a login, as a bulk import into the same connection.",)


@dataclass(frozen=True, slots=True, repr=False)
class Remainder:
    """Those who did not move, in a file.

    Args:
        path: The dump of the rest; None where nobody remains.
        rows: How many are in it.
        left: State → how many of the others are not in the tenant and not in the file either.
    """

    path: Path | None
    rows: int
    left: dict[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Say how many rows it holds."""
        others = ", ".join(f"{count:,} {state}" for state, count in self.left.items() if count)
        return f"Remainder({self.rows:,} rows to import{f'; left out: {others}' if others else ''})"

    def _repr_html_(self) -> str:
        told = [(state, count, _LEFT[state]) for state, count in self.left.items() if count]
        rows = [(REMAINING, self.rows, STATES[REMAINING]), *told]
        return table(headline(self), ["rows", "how many", "why"], rows)


def write_remainder(legacy: Frame, followed: Followed, to: Path) -> Remainder:
    """Write the rows of those who remain as the dump has them.

    Whom somebody deleted and whose address is taken are left out: the first is a decision, the second would fail.

    Args:
        legacy: `__row` Int64 and one String column for each column of the dump.
        followed: Made just now: who logs in afterwards is a DUPLICATED_USER of the import, and keeps what they have.
        to: The folder.
    """
    left = {state: followed.of(state) for state in (GONE, TAKEN)}
    rest = followed.rows.filter(pl.col("state") == REMAINING).select(ROW)
    path = to / FILE
    if rest.is_empty():
        path.unlink(missing_ok=True)
        return Remainder(None, 0, left)
    rows = numbered(legacy).join(rest.lazy(), on=ROW, how="semi", maintain_order="left").drop(ROW)
    return Remainder(write_frame(path, rows), rest.height, left)


def begin_rest(
    workspace: Workspace, remainder: Remainder, mapping: Mapping, *, target: str, connection: str
) -> str:
    """Write the parameters and decisions with which pages 02 to 06 import the rest, and give the migration's name.

    What is there already is left as it is: somebody may have decided otherwise.

    Args:
        workspace: Of the whole migration.
        remainder: Of `write_remainder`.
        mapping: The one whose ids the scripts give (namespaced), so that nobody is there twice.
        target: As the parameters of the pages have it.
        connection: The import-mode connection's name; no other takes the rest (`behaviour.md` §7).

    Raises:
        DecisionError: The target is a rehearsal, of which each migration has its own.
        WorkspaceError: Nobody remains.
    """
    if target == REHEARSAL:
        why = "each migration rehearses in a tenant of its own, where the rest would meet nobody"
        raise DecisionError("The parameters", [f"`target` is {target!r}; {why}; give a running tenant's URL"])
    if remainder.path is None:
        raise WorkspaceError("Nobody remains, so there is nothing to import. Go on with the checklist.")
    name = f"{workspace.name}-rest"
    path = remainder.path
    is_ours = path.is_relative_to(workspace.project)
    params: dict[str, Any] = {
        "dump": str(path.relative_to(workspace.project) if is_ours else path),
        "target": target,
        "connection": connection,
        "upsert": False,
        "ask": "again",
        "accept_resets": False,  # 04-check says how many there are, and somebody agrees
    }
    rest = replace(workspace, name=name)
    written = workspace.project / "params" / f"{name}.yml"
    if not written.exists():
        write_whole(written, write_decisions(params, header=_HEADER))
    if not (decided := rest.decisions("mapping")).exists():
        replace(mapping, seen=None).write(decided)  # the rest is not filled as the whole dump was
    before = Resolutions.read(workspace.decisions("resolutions"))
    if before.rules and not (resolutions := rest.decisions("resolutions")).exists():
        # Decisions name rows, and the rest counts its own.
        Resolutions(rules=before.rules).write(resolutions)
    return name
