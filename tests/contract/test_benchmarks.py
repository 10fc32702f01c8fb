"""The benchmarks' runner: what it finds, what it shows, when it fails."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def figures(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import figures  # noqa: PLC0415 -- found only now

    yield figures
    sys.modules.pop("figures", None)


@pytest.mark.parametrize(
    ("ours", "baseline", "bound", "broken"),
    [
        (3.0, 1.0, 3.0, False),
        (3.1, 1.0, 3.0, True),
        (9.0, 1.0, None, False),
        (0, 0, 1.0, False),
        (1, 0, 1.0, True),
    ],
)
def test_a_bound_is_the_most_that_a_ratio_may_be(figures, ours, baseline, bound, broken):
    assert figures.Figure("what", ours, baseline, bound).broken is broken


def run(*arguments):
    command = [sys.executable, str(BENCHMARKS / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_runner_names_the_benchmarks_that_there_are():
    names = sorted(path.stem.removeprefix("bench_") for path in BENCHMARKS.glob("bench_*.py"))
    assert names == [
        "chaos", "conflicts", "crash", "crossing", "export", "mapping", "passwords", "prepare", "profile", "tenant", "widget"
    ]  # fmt: skip
    assert all(name in run("--help").stdout for name in names)


def test_an_unknown_benchmark_is_refused_before_anything_runs():
    done = run("tenants")
    assert done.returncode == 2
    assert "there is no benchmark tenants" in done.stderr
