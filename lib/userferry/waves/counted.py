"""Which runs of a migration count together? Those that sent rows of one dump to one connection, wave after wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

from userferry.display import table
from userferry.errors import DecisionError, WorkspaceError
from userferry.frames import Frame
from userferry.runs import UNDONE, Manifest, Outcome, Place, read_journal

WAVE = "wave"
"""The digest in the manifest of a run that was given some of the rows; a run of everybody has none."""

_NOTHING = {
    "__row": pl.Int64,
    "outcome": pl.String,
    "code": pl.String,
    "message": pl.String,
    "run": pl.String,
}
_THERE = (Place.INSERTED, Place.UPDATED, Place.UNCHANGED)


@dataclass(frozen=True, slots=True, repr=False)
class Counted:
    """The runs that count together, and the others of the workspace.

    Args:
        names: In the order in which they were begun.
        outcomes: What came of each.
        folders: Where each lies.
        left_out: Name and reason of each run that does not count with them.
    """

    names: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    folders: tuple[Path, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @classmethod
    def until(cls, runs: Path, run: str, digests: Mapping[str, str] | None = None) -> Self:
        """Count a run and those before it whose rows it leaves out.

        Args:
            runs: The workspace's `runs/`.
            run: The last one.
            digests: Of what was checked last, which must be what the run was made from; None where that is no matter.

        Raises:
            DecisionError: There is no such run; lists those that there are.
            WorkspaceError: One that counts is not finished, or something else was checked since.
        """
        manifests = _begun(runs)
        if run not in manifests:
            known = ", ".join(manifests) or "none yet"
            raise DecisionError(
                "The parameters", [f"no run is called {run!r}; those that were begun: {known}"]
            )
        last = manifests[run]
        if digests is not None and dict(digests) != last.digests:
            both = sorted(digests.keys() | last.digests.keys())
            others = ", ".join(name for name in both if digests.get(name) != last.digests.get(name))
            raise WorkspaceError(
                f"What 04-check checked last is not what the run {run} was made from: {others}. Nothing was written. "
                f"Run 04-check with the run's own parameters, `run: {run}` among them, then this one again."
            )
        before = cls()
        if WAVE in last.digests:
            there = {"target": last.target, "connection_id": last.connection_id}
            before = cls.before(runs, run, dump=last.digests.get("dump", ""), **there)
        outcome = Outcome.read(runs / run)
        names, folders = (*before.names, run), (*before.folders, runs / run)
        return cls(names, (*before.outcomes, outcome), folders, before.left_out)

    @classmethod
    def before(cls, runs: Path, run: str, *, dump: str, target: str, connection_id: str) -> Self:
        """Count the runs of a dump that were begun before another, from the last that sent everybody on.

        Args:
            runs: The workspace's `runs/`.
            run: The run that comes after them, whether it was begun or not.
            dump: The dump's digest; the mapping and the resolutions may have been mended in between.
            target: The tenant's domain.
            connection_id: Of the connection.

        Raises:
            WorkspaceError: One that counts is not finished.
        """
        counted, left_out = name_runs(runs, run, dump=dump, target=target, connection_id=connection_id)
        outcomes = tuple(_finished(runs / name) for name in counted)
        return cls(tuple(counted), outcomes, tuple(runs / name for name in counted), tuple(left_out))

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """What each was about."""
        return tuple(Manifest.read(folder) for folder in self.folders)

    def rows(self, unsent: Frame | None = None) -> Sequence[Frame]:
        """Give each run's rows as `Balance.of` takes them.

        Args:
            unsent: `__row`, `outcome`, `code` of those whom the last check gave to no run.
        """
        found: list[Frame] = [outcome.rows for outcome in self.outcomes]
        if unsent is None or unsent.lazy().head(1).collect().is_empty():
            return found
        return [unsent, *found]

    def standing(self) -> pl.LazyFrame:
        """Give what came of each row that any of them sent, once: `__row`, `outcome`, `code`, `message`, `run`.

        An arrival counts before a failure, and a later run before an earlier one.
        """
        frames = [
            outcome.rows.select(
                "__row", "outcome", "code", "message", run=pl.lit(name), order=pl.lit(number, pl.Int64)
            )
            for number, (name, outcome) in enumerate(zip(self.names, self.outcomes, strict=True))
        ]
        if not frames:
            return pl.LazyFrame(schema=_NOTHING)
        if len(frames) == 1:
            return frames[0].drop("order")
        order = pl.col("order") + pl.when(pl.col("outcome").is_in(_THERE)).then(len(frames)).otherwise(0)
        together = pl.concat(frames).with_columns(order=order)
        best = together.group_by("__row").agg(pl.col("order").max())
        return together.join(best, on=["__row", "order"], how="semi").select(list(_NOTHING))

    def arrived(self) -> pl.LazyFrame:
        """Give `__row`, `outcome` and `run` of everybody whom the tenant took."""
        return self.standing().filter(pl.col("outcome").is_in(_THERE)).select("__row", "outcome", "run")

    def __repr__(self) -> str:
        """Name them."""
        others = f"; not counted: {', '.join(name for name, _ in self.left_out)}" if self.left_out else ""
        return f"Counted({', '.join(self.names) or 'no run'}{others})"

    def _repr_html_(self) -> str:
        told = [(name, "counts", repr(one)) for name, one in zip(self.names, self.outcomes, strict=True)]
        told += [(name, "does not count", why) for name, why in self.left_out]
        return table("The runs", ("run", "", "what came of it, or why not"), told)


def name_runs(
    runs: Path, run: str, *, dump: str, target: str, connection_id: str
) -> tuple[list[str], list[tuple[str, str]]]:
    """Name the runs before one that count together, and the others with the reason, as `Counted.before` takes them."""
    manifests = _begun(runs)
    names = list(manifests)
    counted: list[str] = []
    left_out: list[tuple[str, str]] = []
    for name in names[: names.index(run)] if run in names else names:
        why = "taken back" if (runs / name / UNDONE).exists() else ""
        if why := why or _stranger(manifests[name], dump, target, connection_id):
            left_out.append((name, why))
            continue
        if WAVE not in manifests[name].digests:
            left_out += [(earlier, f"{name} sent everybody anew") for earlier in counted]
            counted = []
        counted.append(name)
    return counted, left_out


def _begun(runs: Path) -> dict[str, Manifest]:
    """Read the manifests of the runs that sent something, in the order in which they began."""
    folders = [path.parent for path in runs.glob("*/manifest.json")]
    journals = ((folder.name, read_journal(folder / "journal.ndjson")) for folder in folders)
    found = [(events[0]["at"], name) for name, events in journals if events]
    return {name: Manifest.read(runs / name) for _, name in sorted(found)}


def _stranger(manifest: Manifest, dump: str, target: str, connection_id: str) -> str:
    differs = [
        what
        for what, is_same in (
            ("dump", manifest.digests.get("dump", "") == dump),
            ("target", manifest.target == target),
            ("connection", manifest.connection_id == connection_id),
        )
        if not is_same
    ]
    return f"another {' and '.join(differs)}" if differs else ""


def _finished(folder: Path) -> Outcome:
    if not (folder / "outcome.json").exists() or not (outcome := Outcome.read(folder)).is_complete:
        raise WorkspaceError(
            f"The run {folder.name} is not finished: some of its rows are in doubt or not sent, so nobody can say "
            f"who is left. Nothing was written. Run 05-import with `run: {folder.name}` again as it was, then this."
        )
    return outcome
