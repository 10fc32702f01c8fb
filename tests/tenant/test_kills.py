"""kill -9 at random moments of an import under load, again and again in one folder."""

import os
import random
import sys
from pathlib import Path

import pytest

MOMENTS = 6


@pytest.fixture
def crashes(monkeypatch):
    """The harness, which the benchmark of two hundred kills uses as well."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    import crashes  # noqa: PLC0415 -- found only now

    yield crashes
    for name in ("crashes", "remote", "people"):
        sys.modules.pop(name, None)


def test_no_job_is_lost_and_no_user_half_written(crashes, tmp_path):
    seed = int(os.environ.get("USERFERRY_SEED") or random.SystemRandom().randrange(1 << 32))
    sys.stdout.write(f"USERFERRY_SEED={seed}\n")
    found = crashes.Crashes(tmp_path / "t", seed=seed, rows=120).run(MOMENTS)
    assert found.kills == MOMENTS
    assert found.jobs > 0
    assert found.users >= 120 * found.jobs
    assert crashes.free_of_mistakes(found), (seed, found)
