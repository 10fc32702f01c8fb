"""Two hundred kills of a tenant under load: how many jobs and users came out other than they should."""

import os
import random
import sys
import tempfile
from pathlib import Path

from crashes import Crashes
from figures import Figure, is_quick, say

MOMENTS = 200


def main() -> None:
    """Kill, compare, and print one figure a kind of mistake; the bound of each is none at all."""
    moments = MOMENTS // 10 if is_quick() else MOMENTS
    seed = int(os.environ.get("USERFERRY_SEED") or random.SystemRandom().randrange(1 << 32))
    say(f"USERFERRY_SEED={seed}")
    with tempfile.TemporaryDirectory(prefix="bench-crash-") as folder:
        found = Crashes(Path(folder) / "tenant", seed=seed).run(moments, say)
    say(
        f"{found.kills} kills, {found.kills_within_a_job} with jobs pending, {found.jobs} jobs, {found.users:,} users"
    )
    for name, count in found.mistakes().items():
        words = name.replace("_", " ")
        Figure(f"crash: {words} after {found.kills} kills", count, 0, 1.0, unit="").emit()
    if not found.jobs:
        sys.exit("No job was ever accepted: nothing was measured.")


if __name__ == "__main__":
    main()
