"""A migration from the dump to the proof, in a process of its own: by the library's calls, or by the pages.

python crossing.py library|pages PARAMS.yml

Prints a line of JSON: each step's seconds and the processor's seconds for it, all steps' seconds together, and the most
memory that any process of it took, in 10^6 bytes.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from userferry.api import Session
from userferry.chain import run_chain
from userferry.checks import check_users
from userferry.chunks import split_users
from userferry.conflicts import Resolutions, resolve
from userferry.dumps import read_dumps
from userferry.durable import write_frame
from userferry.frames import kept_once
from userferry.mapping import Mapping, apply_mapping, without_credentials
from userferry.reconcile import export_users, reconcile
from userferry.runs import Balance, Order, Pace, Run
from userferry.targets import reach_target
from userferry.workspace import Workspace

QUICK = Pace(min_poll_seconds=0.015, max_requests_per_second=200.0)
"""The embedded tenant's jobs take parts of a second."""


class Steps:
    """What each step took: seconds, and the processor's."""

    def __init__(self) -> None:
        self.taken: dict[str, tuple[float, float]] = {}
        self._mark, self._used = time.perf_counter(), processor_seconds()

    def end(self, name: str) -> None:
        """Note that a step has ended, and the next begins."""
        now, used = time.perf_counter(), processor_seconds()
        self.taken[name] = now - self._mark, used - self._used
        self._mark, self._used = now, used

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note what a block took."""
        yield
        self.end(name)


def cross_by_pages(params: Path, steps: Steps) -> None:
    """Run the pages as `userferry run` does; what each says goes to standard error."""

    def say(line: str) -> None:
        steps.end(line.split(maxsplit=1)[0])
        sys.stderr.write(f"  {line}\n")

    run_chain(params, say=say)


def cross_by_library(params: Path, steps: Steps) -> None:
    """Make the calls that the pages make of the way itself: read, map, check, settle, cut, send, verify, balance."""
    workspace, said = (
        Workspace.find(params.stem),
        dict(line.split(": ", 1) for line in params.read_text().splitlines()),
    )
    resolutions = Resolutions.read(workspace.decisions("resolutions"))
    with reach_target(said["target"], workspace, connection=said["connection"]) as reached:
        session: Session = reached.session
        with steps.step("read"):
            legacy = read_dumps(said["dump"], {}, root=workspace.project)
        with steps.step("map"):
            mapped = apply_mapping(legacy.frame, Mapping.read(workspace.decisions("mapping")))
            users = kept_once(mapped, workspace.path("private", "users.parquet"))
            rows = int(users.select(pl.len()).collect(engine="streaming").item())
        with steps.step("check"):
            good, failure = check_users(users)
        with steps.step("settle"):
            resolved = resolve(good, resolutions)
        with steps.step("cut"):
            chunks = split_users(resolved.kept, workspace.folder("chunks"))
            kept = without_credentials(resolved.kept)
            sent = pl.scan_parquet(write_frame(workspace.path("checked", "sent.parquet"), kept))
        with steps.step("send"):
            where = {"target": session.domain, "connection_id": reached.connection.id, "upsert": False}
            order = Order(chunks.folder, **where, digests={}, dump_rows=rows)
            run = Run.prepare(workspace.folder("runs", "first"), order)
            outcome = run.send(session, pace=QUICK)
        with steps.step("export"):
            to = workspace.path("verified", "export.ndjson")
            exported = export_users(session, reached.connection.id, to, poll_seconds=0.05)
        with steps.step("reconcile"):
            arrived = sent.join(outcome.arrived(), on="__row", how="semi")
            before = pl.scan_parquet(run.folder / "before.parquet")
            reconcile(arrived, exported, updated=outcome.updated(), before=before).require_clean()
        with steps.step("balance"):
            refused, held = failure.findings, resolved.held
            balance = Balance.of(order.dump_rows, refused=refused, held=held, rows=outcome.rows)
            balance.write(workspace.folder("verified"))


def processor_seconds() -> float:
    """Count what this process and its kernels that have ended had of the processor."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def main() -> None:
    """Go one way."""
    way, params = {"library": cross_by_library, "pages": cross_by_pages}[sys.argv[1]], Path(sys.argv[2])
    steps, start = Steps(), time.perf_counter()
    way(params, steps)
    seconds = time.perf_counter() - start
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found = {"steps": steps.taken, "seconds": seconds, "peak_mb": most * 1024 / 1e6}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
