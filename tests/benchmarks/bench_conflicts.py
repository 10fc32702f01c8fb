"""All checks and conflicts among many users, exact and near, beside polars grouping the addresses, in one run."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from figures import Figure, is_quick, say

ROWS = 10_000_000
REPEATS = 3
TIMES = 8.0
PEAK_MB = 5 * 2**30 / 1e6
HERE = Path(__file__).parent


def main() -> None:
    """Run both in turn, and quote the middle of the ratios and the highest peak."""
    rows = ROWS // 10 if is_quick() else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-conflicts-") as name:
        users = Path(name) / "users.parquet"
        run("write", users, rows)
        say(f"{rows:,} users, {users.stat().st_size / 1e6:.0f} MB")
        turns = [{way: run(way, users, rows) for way in ("ours", "plain")} for _ in range(REPEATS)]
    for turn in turns:
        say(
            ", ".join(
                f"{way}: {found['seconds']:.2f} s, {found['peak_mb']:.0f} MB" for way, found in turn.items()
            )
        )
    middle = sorted(turns, key=lambda turn: turn["ours"]["seconds"] / turn["plain"]["seconds"])[REPEATS // 2]
    peak = max(turn["ours"]["peak_mb"] for turn in turns)
    seconds = (middle["ours"]["seconds"], middle["plain"]["seconds"])
    Figure(
        f"checks and conflicts: {rows:,} users beside a group-by on email", *seconds, TIMES, peak_mb=peak
    ).emit()
    Figure(
        "checks and conflicts: peak memory beside 5 GiB", peak, PEAK_MB, 1.0, unit="MB", peak_mb=peak
    ).emit()


def run(way: str, users: Path, rows: int) -> dict[str, Any]:
    """Go one way in a process of its own; what was planted must be found."""
    command = [sys.executable, str(HERE / "conflicting.py"), way, str(users), str(rows)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if way != "write" and found["found"] != found["planted"]:
        raise AssertionError(f"{way} found {found['found']} of what was planted, {found['planted']}.")
    return found


if __name__ == "__main__":
    main()
