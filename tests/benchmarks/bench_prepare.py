"""From a dump to import files: ours beside polars alone and beside a short script, in one run.

Ours reads, maps, converts the hashes, checks, finds what collides, exactly and nearly, settles it and cuts. Memory at
fifty million is held against ten; that needs 45 GB of disk, and is left out, with a word, where there is less.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from figures import Figure, is_quick, say
from hashfiles import ONE_SYSTEM
from mappingways import write_dump

PART = 1_000_000
REPEATS = 3
PARTS, LONGER = 10, 5
MOST_TIMES = 4.0
MOST_MB = 3 * 2**30 / 1e6
MOST_GROWTH = 1.3
BYTES_A_ROW = 900
"""Of the dump, the users kept once and the import files together."""


def main() -> None:
    """Run the three ways in turn at a million rows, two at ten, and ours at fifty."""
    part = PART // 10 if is_quick() else PART
    with tempfile.TemporaryDirectory(prefix="bench-prepare-") as name:
        dump = Path(name) / "dump"
        dump.mkdir()
        write_parts(dump, part, 1)
        turns = [{way: run(way, dump, part) for way in ("ours", "plain", "naive")} for _ in range(REPEATS)]
        tell(turns, part, "plain", "polars scan and sink", MOST_TIMES)
        tell(turns, part, "naive", "a csv and json script", 1.0)
        rows = part * PARTS
        write_parts(dump, part, PARTS)
        turns = [{way: run(way, dump, rows) for way in ("ours", "plain")} for _ in range(REPEATS)]
        tell(turns, rows, "plain", "polars scan and sink", MOST_TIMES)
        short = max(turn["ours"]["peak_mb"] for turn in turns)
        Figure("prepare: peak memory beside 3 GiB", short, MOST_MB, 1.0, unit="MB", peak_mb=short).emit()
        needed = rows * LONGER * BYTES_A_ROW
        if shutil.disk_usage(name).free < needed:
            say(f"{rows * LONGER:,} rows are left out: they need {needed / 1e9:.0f} GB of disk")
            return
        write_parts(dump, part, PARTS * LONGER)
        long = run("ours", dump, rows * LONGER)["peak_mb"]
        what = f"prepare: peak memory at {rows * LONGER:,} users beside a fifth"
        Figure(what, long, short, MOST_GROWTH, unit="MB", peak_mb=long).emit()


def write_parts(dump: Path, rows: int, count: int) -> None:
    """Write the parts of the dump that are not there yet."""
    for number in range(count):
        part = dump / f"{number:03d}.csv"
        if not part.exists():
            write_dump(part, rows, first=number * rows, mix=ONE_SYSTEM)


def tell(turns: list[dict[str, Any]], rows: int, baseline: str, words: str, bound: float) -> None:
    """Tell the turn in the middle."""
    ordered = sorted(turns, key=lambda turn: turn["ours"]["seconds"] / turn[baseline]["seconds"])
    middle = ordered[len(ordered) // 2]
    seconds, peak = (middle[way]["seconds"] for way in ("ours", baseline)), middle["ours"]["peak_mb"]
    Figure(f"prepare: {rows:,} rows beside {words}", *seconds, bound, peak_mb=peak).emit()


def run(way: str, dump: Path, rows: int) -> dict[str, Any]:
    """Go one way in a process of its own; every row must come out somewhere."""
    with tempfile.TemporaryDirectory(dir=dump.parent) as folder:
        command = [sys.executable, str(Path(__file__).parent / "preparing.py"), way, str(dump), folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    say(f"{way}: {rows:,} rows in {found['seconds']:.2f} s, {found['peak_mb']:.0f} MB")
    if found["rows"] != rows:
        raise AssertionError(f"{way} accounts for {found['rows']:,} of {rows:,} rows.")
    return found


if __name__ == "__main__":
    main()
