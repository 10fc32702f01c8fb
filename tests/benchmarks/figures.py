"""What a benchmark reports: a figure of ours beside a baseline's, as a ratio with its bound."""

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Args:
        what: What was measured, with its size.
        ours: Our figure, in `unit`.
        baseline: What it is held against, measured in the same run and the same unit.
        bound: The most that `ours / baseline` may be; None is shown and judged by nobody.
        unit: `s` or `MB`, or a count's noun.
        peak_mb: The measured process's peak resident memory, in 10^6 bytes.
    """

    what: str
    ours: float
    baseline: float
    bound: float | None
    unit: str = "s"
    peak_mb: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the baseline ours is."""
        return self.ours / self.baseline if self.baseline else float("inf") if self.ours else 1.0

    @property
    def broken(self) -> bool:
        """Say whether the bound is broken."""
        return self.bound is not None and self.ratio > self.bound

    def emit(self) -> None:
        """Hand the figure to the runner."""
        sys.stdout.write(json.dumps(asdict(self)) + "\n")
        sys.stdout.flush()

    @classmethod
    def read(cls, line: str) -> Self:
        """Take a figure from a benchmark's output."""
        return cls(**json.loads(line))


def is_quick() -> bool:
    """Say whether a tenth of the size was asked for."""
    parser = argparse.ArgumentParser(description="Prints one figure a line; run.py makes a table of them.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    return bool(parser.parse_args().quick)


def say(text: str) -> None:
    """Tell how far the benchmark is."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()


def peak_mb(pid: int | None = None) -> float:
    """Give a living process's peak resident memory (Linux's `VmHWM`), in 10^6 bytes."""
    status = Path(f"/proc/{pid or os.getpid()}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6
