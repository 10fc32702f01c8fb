"""Twelve columns mapped, eight of them changed and one a column of mixed hashes, beside polars alone.

Ours writes each user as an import file has it, nulls left out; polars alone reads and writes the same columns as they
are. A file of a million rows is read as often as it takes. Memory is held against five times the rows: there, what
would be written is counted and not kept.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from figures import Figure, is_quick, say
from mappingways import COUNT_ONLY, write_dump

ROWS = 1_000_000
TIMES = 10
LONGER = 5
MOST_TIMES = 3.0
MOST_MB = 3 * 2**30 / 1e6
MOST_GROWTH = 1.3


def main() -> None:
    """Go both ways over the same rows, then ours over five times as many."""
    rows = ROWS // 10 if is_quick() else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-mapping-") as name:
        dump = write_dump(Path(name) / "users.csv", rows)
        say(f"{rows * TIMES:,} rows, {dump.stat().st_size * TIMES / 1e6:,.0f} MB")
        plain, ours = (
            run(way, dump, TIMES, f"{name}/{way}.ndjson", rows * TIMES) for way in ("plain", "ours")
        )
        Figure(
            f"mapping: {rows * TIMES:,} users beside polars scan and sink",
            ours["seconds"],
            plain["seconds"],
            MOST_TIMES,
            peak_mb=ours["peak_mb"],
        ).emit()
        Figure("mapping: peak memory beside 3 GiB", ours["peak_mb"], MOST_MB, 1.0, unit="MB").emit()
        short = run("ours", dump, TIMES, COUNT_ONLY, rows * TIMES)
        long = run("ours", dump, TIMES * LONGER, COUNT_ONLY, rows * TIMES * LONGER)
    what = f"mapping: peak memory at {rows * TIMES * LONGER:,} users beside a fifth"
    Figure(what, long["peak_mb"], short["peak_mb"], MOST_GROWTH, unit="MB", peak_mb=long["peak_mb"]).emit()


def run(way: str, dump: Path, times: int, target: str, rows: int) -> dict[str, Any]:
    """Go one way in a process of its own; every row must come out."""
    command = [
        sys.executable,
        str(Path(__file__).parent / "mappingways.py"),
        way,
        str(dump),
        str(times),
        target,
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    say(f"{way}: {rows / found['seconds']:,.0f} rows a second, {found['peak_mb']:,.0f} MB")
    if found["rows"] != rows:
        raise AssertionError(f"{way} accounts for {found['rows']:,} of {rows:,} rows.")
    return found


if __name__ == "__main__":
    main()
