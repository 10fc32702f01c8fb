"""Where the files of one migration live; the only place that makes paths.

workspaces/<name>/            0700, git-ignored: it holds people
  profile/                    what is in the dump
  users.parquet               the users as the mapping makes them, credentials left out
  target/                     what the target held when it was asked: the connection's settings, its users
  conflicts/                  who collides with whom, and who was held back
  checked/                    where each row stands before sending, whose password goes along, who is left out by name
  chunks/                     the import files: with the dump itself and retry.csv, all that ever holds a password hash
  runs/<run>/                 what was sent and what came of it, and of the roles and memberships after it; retry.csv:
                              the failed rows as the dump has them
  updates/<update>/           what an edited export changes, its plan, the backup, what was sent and what came of it
  digests.key                 of the digests by which a later dump tells what changed
  verified/                   reconciliation, log-in proof, balance sheet
  exports/                    the users that a tenant gave, and the file that was made of them
  like/                       what a rehearsal copies from the tenant it is like: its settings, its users
  tenant/                     the embedded tenant's own data, when the target is a rehearsal
  transfer/                   a workspace within this one: users taken out of a tenant, and the run that moves them
  lazy/                       automatic migration: scripts, their proof, a rehearsal, who moved, the rest, a checklist
  packages/                   what those scripts require from npm
  notebooks/                  the executed notebooks, the record of the run
  steps/                      one mark a finished notebook
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.durable import make_folder, write_whole
from userferry.errors import WorkspaceError
from userferry.logs import bind, log_event

REHEARSAL = "rehearsal"
"""The target that is nobody's tenant: the one embedded in a workspace."""

HOME_VARIABLE = "USERFERRY_HOME"
PROJECT_VARIABLE = "USERFERRY_PROJECT"


@dataclass(frozen=True, slots=True, repr=False)
class Mark:
    """What a finished notebook left behind.

    Args:
        step: The notebook's name, such as `01-profile`.
        files: File or folder below the workspace → what it holds, in words or as a number of rows.
    """

    step: str
    files: Mapping[str, str | int]

    def __repr__(self) -> str:
        """Say what it wrote."""
        return f"Mark({self.step} wrote {self.in_words()})"

    def in_words(self) -> str:
        """List the files in one line."""
        return ", ".join(f"{name} ({_holds(what)})" for name, what in self.files.items()) or "no file"


@dataclass(frozen=True, slots=True, repr=False)
class Workspace:
    """The files of the migration called `name`.

    Args:
        name: As in `params/<name>.yml`.
        project: The folder that holds `notebooks/` and `params/`.
        home: The folder under which workspaces live.
    """

    name: str
    project: Path
    home: Path

    @classmethod
    def find(cls, name: str) -> "Workspace":
        """Find the project from where we stand, make the workspace's folder (0700) and return it.

        `USERFERRY_PROJECT` names the project, else the nearest folder upwards with `notebooks/` and `params/`;
        `USERFERRY_HOME` names the home, else `workspaces/` in the project.

        Raises:
            WorkspaceError: no project here.
        """
        project = _find_project()
        home = Path(os.environ.get(HOME_VARIABLE) or project / "workspaces").resolve()
        workspace = cls(name, project, home)
        workspace.folder(".")
        bind(migration=name)
        return workspace

    def __repr__(self) -> str:
        """Name it; where it lies differs from machine to machine."""
        return f"Workspace({self.name})"

    @property
    def root(self) -> Path:
        """The workspace's own folder."""
        return self.home / self.name

    def path(self, *parts: str) -> Path:
        """Make the path of a file in the workspace; its folder exists afterwards."""
        found = self.root.joinpath(*parts)
        make_folder(found.parent)
        return found

    def folder(self, *parts: str) -> Path:
        """Make a folder of the workspace (0700)."""
        return make_folder(self.root.joinpath(*parts))

    def given(self, path: str) -> Path:
        """Resolve a path that a person wrote: relative ones start at the project."""
        return (self.project / path).resolve()

    def below(self, part: str) -> "Workspace":
        """Give a workspace within this one, such as that of a second tenant; decisions are asked of the outer one."""
        inner = Workspace(part, self.project, self.root)
        inner.folder(".")
        return inner

    def decisions(self, what: str) -> Path:
        """Name the decisions file `params/<name>.<what>.yml`, such as the mapping."""
        return self.project / "params" / f"{self.name}.{what}.yml"

    def digests(self, *what: str) -> dict[str, str]:
        """Digest decisions files: what they decide → SHA-256 in hex, of nothing where nothing is decided yet."""
        paths = {name: self.decisions(name) for name in what}
        contents = {name: path.read_bytes() if path.exists() else b"" for name, path in paths.items()}
        return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}

    def need(self, *parts: str, made_by: str) -> Path:
        """Name a file that an earlier notebook wrote.

        Raises:
            WorkspaceError: it is not there yet; says which notebook makes it.
        """
        found = self.root.joinpath(*parts)
        if not found.exists():
            raise WorkspaceError(
                f"`{'/'.join(parts)}` is not in the workspace `{self.name}` yet. Nothing was changed. "
                f"Run the notebook {made_by} first, then this one again."
            )
        return found

    def scan(self, *parts: str, made_by: str) -> pl.LazyFrame:
        """Read a table (parquet) that an earlier notebook wrote, lazily.

        Raises:
            WorkspaceError: it is not there yet; says which notebook makes it.
        """
        return pl.scan_parquet(self.need(*parts, made_by=made_by))

    def finish(self, step: str, files: Mapping[str, str | int]) -> Mark:
        """Leave the mark that says this notebook ran to its end, and return it."""
        mark = Mark(step, dict(files))
        write_whole(
            self.path("steps", f"{step}.json"), json.dumps({"step": step, "files": mark.files}, indent=1)
        )
        log_event("page.marked", page=step)
        return mark

    def mark(self, step: str) -> Mark:
        """Read the mark that a notebook left at its end.

        Raises:
            WorkspaceError: it has left none yet.
        """
        file = self.need("steps", f"{step}.json", made_by=step)
        return Mark(step, json.loads(file.read_text(encoding="utf-8"))["files"])


def _find_project() -> Path:
    named = os.environ.get(PROJECT_VARIABLE)
    starts = [Path(named).resolve()] if named else [Path.cwd(), *Path.cwd().parents]
    for folder in starts:
        if (folder / "notebooks").is_dir() and (folder / "params").is_dir():
            return folder
    raise WorkspaceError(
        f"No Userferry project at {starts[0]}: no folder here or above holds both `notebooks/` and `params/`. "
        f"Nothing was changed. Go to the project's folder, or set {PROJECT_VARIABLE} to it."
    )


def _holds(what: str | int) -> str:
    return f"{what:,} rows" if isinstance(what, int) else what
