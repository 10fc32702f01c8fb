"""Profiling a dump beside a plain count of its columns, in one run: ten million rows, and fifty."""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from figures import Figure, is_quick, say

ROWS = 10_000_000
TIMES = 5
REPEATS = 3
MAX_RATIO = 6
MAX_MB = {1: 3 * 1024**3 / 1e6, TIMES: 4 * 1024**3 / 1e6}
"""Peak memory that may be had for the file once, and for the file five times over."""


def main() -> None:
    """Profile the file three times and once more five times over; quote the medians."""
    quick = is_quick()
    rows = ROWS // 10 if quick else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-profile-") as name:
        free = shutil.disk_usage(name).free
        if free < rows * 400:
            raise AssertionError(f"{name} has {free / 1e9:.1f} GB free; {rows * 400 / 1e9:.1f} are needed.")
        dump = Path(name) / "users.csv"
        run("make", rows, [dump])
        say(f"{rows:,} rows, {dump.stat().st_size / 1e6:.0f} MB")
        tell(rows, [dump], REPEATS)
        if not quick:
            tell(rows * TIMES, [dump] * TIMES, 1)


def tell(rows: int, paths: list[Path], repeats: int) -> None:
    """Run both ways in turn and hand over the median of the ratios, and of the memory."""
    turns = [{way: run(way, rows, paths) for way in ("plain", "ours")} for _ in range(repeats)]
    middle = sorted(turns, key=lambda turn: turn["ours"]["seconds"] / turn["plain"]["seconds"])[repeats // 2]
    peak = statistics.median(turn["ours"]["peak_mb"] for turn in turns)
    seconds = (middle["ours"]["seconds"], middle["plain"]["seconds"])
    Figure(f"profile: {rows:,} users beside a count of each column", *seconds, MAX_RATIO, peak_mb=peak).emit()
    Figure(
        f"profile: {rows:,} users, peak memory beside its bound", peak, MAX_MB[len(paths)], 1, unit="MB"
    ).emit()


def run(way: str, rows: int, paths: list[Path]) -> dict[str, Any]:
    """Go one way in a process of its own; every row must be counted."""
    command = [sys.executable, str(Path(__file__).parent / "profiling.py"), way, str(rows), *map(str, paths)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    say(f"{way}: {found['seconds']:.2f} s, {found['peak_mb']:.0f} MB")
    if found["rows"] != rows:
        raise AssertionError(f"{way} counts {found['rows']:,} of {rows:,} rows.")
    return found


if __name__ == "__main__":
    main()
