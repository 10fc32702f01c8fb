"""From a dump to import files: ours beside polars alone and beside a short script, in one run."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from dumpfiles import write_dump
from figures import Figure, is_quick, say

ROWS = 1_000_000
REPEATS = 3
WAYS = ("ours", "plain", "naive")
BASELINES = {"plain": "polars scan and sink", "naive": "csv and json script"}


def main() -> None:
    """Run the three ways in turn, several times, and quote the median of the ratios."""
    rows = ROWS // 10 if is_quick() else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-prepare-") as name:
        dump = write_dump(Path(name) / "users.csv", rows)
        say(f"{rows:,} rows, {dump.stat().st_size / 1e6:.0f} MB")
        turns = [{way: run(way, dump, rows) for way in WAYS} for _ in range(REPEATS)]
    for baseline, words in BASELINES.items():
        taken = sorted(turns, key=lambda turn: turn["ours"]["seconds"] / turn[baseline]["seconds"])
        middle = taken[len(taken) // 2]
        peak = statistics.median(turn["ours"]["peak_mb"] for turn in turns)
        seconds = (middle["ours"]["seconds"], middle[baseline]["seconds"])
        Figure(f"prepare: {rows:,} users beside {words}", *seconds, None, peak_mb=peak).emit()
    peaks = [statistics.median(turn[way]["peak_mb"] for turn in turns) for way in ("ours", "plain")]
    Figure(
        "prepare: peak memory beside polars scan and sink", *peaks, None, unit="MB", peak_mb=peaks[0]
    ).emit()


def run(way: str, dump: Path, rows: int) -> dict[str, Any]:
    """Go one way in a process of its own; every row must come out somewhere."""
    with tempfile.TemporaryDirectory(dir=dump.parent) as folder:
        command = [sys.executable, str(Path(__file__).parent / "preparing.py"), way, str(dump), folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    say(f"{way}: {found['seconds']:.2f} s, {found['peak_mb']:.0f} MB")
    if found["rows"] != rows:
        raise AssertionError(f"{way} accounts for {found['rows']:,} of {rows:,} rows.")
    return found


if __name__ == "__main__":
    main()
