"""Runs benchmarks, each in a process of its own, and prints what they found as ratios.

    python tests/benchmarks/run.py [--quick] [tenant ...]

Exits 1 when a bound is broken or a benchmark ends with an error.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from figures import Figure

HERE = Path(__file__).parent
COLUMNS = ("what", "ours", "baseline", "ratio", "bound", "peak memory")


def main() -> int:
    """Run what the command line names, or everything."""
    found = {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("bench_*.py"))}
    parser = argparse.ArgumentParser(description="Measure, as ratios within one run.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(found)}; all by default")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in found]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(found)}")
    figures: list[Figure] = []
    failed: list[str] = []
    for name in options.names or found:
        sys.stderr.write(f"{name}\n")
        lines, status = measure(found[name], quick=options.quick)
        figures += [Figure.read(line) for line in lines]
        if status:
            failed.append(name)
    sys.stdout.write(table(figures))
    for name in failed:
        sys.stdout.write(f"{name} ended with an error; its figures are not complete.\n")
    broken = [figure for figure in figures if figure.broken]
    for figure in broken:
        sys.stdout.write(f"Bound broken: {figure.what}, {figure.ratio:.2f} times, at most {figure.bound}.\n")
    return 1 if broken or failed else 0


def measure(path: Path, *, quick: bool) -> tuple[list[str], int]:
    """Run one benchmark and give its lines and its exit status."""
    lib = str(HERE.parents[1] / "lib")
    command = [sys.executable, str(path), *(["--quick"] if quick else [])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([lib, os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=False)
    return [line for line in done.stdout.splitlines() if line.startswith("{")], done.returncode


def table(figures: list[Figure]) -> str:
    """Lay the figures out."""
    rows = [COLUMNS, *(cells(figure) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    return "".join(
        row[0].ljust(widths[0])
        + "".join(f"  {cell.rjust(width)}" for cell, width in zip(row[1:], widths[1:], strict=True))
        + "\n"
        for row in rows
    )


def cells(figure: Figure) -> tuple[str, ...]:
    """Write one figure's row."""
    bound = "" if figure.bound is None else f"≤ {figure.bound:g}" + (" BROKEN" if figure.broken else "")
    amounts = (f"{amount:,.4g} {figure.unit}" for amount in (figure.ours, figure.baseline))
    peak = "" if figure.peak_mb is None else f"{figure.peak_mb:,.0f} MB"
    return (figure.what, *amounts, f"{figure.ratio:.2f}", bound, peak)


if __name__ == "__main__":
    raise SystemExit(main())
