"""Five JavaScript expressions for each of a million users, beside the engine alone over the same array."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from exportways import write_users
from figures import Figure, is_quick, say

ROWS = 1_000_000
MOST_TIMES = 2.0


def main() -> None:
    """Go both ways over the same users."""
    rows = ROWS // 10 if is_quick() else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-export-") as name:
        users = write_users(Path(name) / "users.parquet", rows)
        plain, ours = (run(way, users, rows) for way in ("plain", "ours"))
    Figure(
        f"export: 5 expressions × {rows:,} users beside the engine alone",
        ours["seconds"],
        plain["seconds"],
        MOST_TIMES,
        peak_mb=ours["peak_mb"],
    ).emit()


def run(way: str, users: Path, rows: int) -> dict[str, Any]:
    """Go one way in a process of its own; every user must come out."""
    command = [sys.executable, str(Path(__file__).parent / "exportways.py"), way, str(users)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    say(f"{way}: {rows / found['seconds']:,.0f} users a second, {found['peak_mb']:,.0f} MB")
    if found["rows"] != rows:
        raise AssertionError(f"{way} accounts for {found['rows']:,} of {rows:,} users.")
    return found


if __name__ == "__main__":
    main()
