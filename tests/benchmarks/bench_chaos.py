"""Two thousand schedules of faults: how many end otherwise than a run without faults."""

import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from figures import Figure, is_quick, say

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.runs.schedules import draw
from tests.runs.staged import STARTED, Stage

from userferry.tenant import LocalTenant

SCHEDULES = 2_000
DUMPS = 1_000
TEST_SEEDS = 1_000
"""`make test` plays those below; these are others."""


def main() -> None:
    """Play, compare, and print one figure whose bound is none at all, and one for each kind of fault."""
    schedules = SCHEDULES // 10 if is_quick() else SCHEDULES
    first = int(os.environ.get("USERFERRY_SEED") or random.SystemRandom().randrange(TEST_SEEDS, 1 << 32))
    say(f"USERFERRY_SEED={first}")
    wrong: list[int] = []
    happened: Counter[str] = Counter()
    with LocalTenant(clock=lambda: STARTED) as tenant, tempfile.TemporaryDirectory() as folder:
        stage = Stage(tenant, Path(folder))
        for played, seed in enumerate(range(first, first + schedules), 1):
            schedule = draw(seed, dumps=DUMPS)
            try:
                ending = stage.play(schedule)
                differences = ending.differences(stage.undisturbed(schedule.dump), schedule.dump)
                happened.update(ending.happened)
            except Exception as error:  # noqa: BLE001 -- whatever it is, the seed is told and the others are played
                differences = [f"{type(error).__name__}: {error}"]
            if differences:
                wrong.append(seed)
                say(f"USERFERRY_SEED={seed} ends otherwise: {', '.join(differences)}")
            if played % 200 == 0:
                say(f"{played:,} schedules, {happened.total():,} faults")
    Figure(f"chaos: other ends in {schedules:,} schedules", len(wrong), 0, 1.0, unit="").emit()
    for kind, times in sorted(happened.items()):
        Figure(f"chaos: {kind.replace('_', ' ')} a schedule", times, schedules, None, unit="").emit()
    if not happened:
        sys.exit("No fault happened: nothing was measured.")


if __name__ == "__main__":
    main()
