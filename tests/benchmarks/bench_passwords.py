"""A column of mixed hashes, recognised and converted, beside polars alone that reads and writes the same column.

Input is parquet, from which a column of text is read fastest, so that no slow reader hides our work. Output is
measured twice. JSON lines are what an import takes, and polars writes plain text so fast there that our work
stands bare; but a converted hash is about three times the bytes of the hash, because each null of
`custom_password_hash` is written out. So the finished column is read and written too: the part of ours that
no recogniser could save, and for JSON lines more than the bound by itself. So the bound is judged on parquet, which
is what the steps between leave; its compression is a large part of both.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl
from figures import Figure, is_quick, peak_mb, say
from hashfiles import MIX, write_hashes

ROWS = 1_000_000
REPEATS = 3
BOUNDS = {"ndjson": None, "parquet": 4.0}
WAYS = ("plain", "ours", "finished")


def main() -> None:
    """Go the ways in turn, several times, and quote the median of the ratios of one turn."""
    rows = ROWS // 10 if is_quick() else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-passwords-") as name:
        source = write_hashes(Path(name) / "hashes.parquet", rows)
        say(f"{rows:,} hashes of {len(MIX)} kinds")
        finish(source, source.with_name("finished.parquet"))
        for output, bound in BOUNDS.items():
            turns = [{way: run(way, source, output, rows) for way in WAYS} for _ in range(REPEATS)]
            tell(f"{rows:,} hashes to {output}", "ours", turns, None if is_quick() else bound)
            tell(f"{rows:,} finished hashes to {output}", "finished", turns, None)


def tell(what: str, way: str, turns: list[dict[str, dict[str, Any]]], bound: float | None) -> None:
    """Emit the turn whose ratio is the median, and the memory beside the plain way's."""
    middle = sorted(turns, key=lambda turn: turn[way]["seconds"] / turn["plain"]["seconds"])[len(turns) // 2]
    peaks = [statistics.median(turn[one]["peak_mb"] for turn in turns) for one in (way, "plain")]
    Figure(
        f"passwords: {what}",
        middle[way]["seconds"],
        middle["plain"]["seconds"],
        bound,
        peak_mb=peaks[0],
    ).emit()
    if way == "ours":
        Figure(f"passwords: {what}, peak memory", *peaks, None, unit="MB", peak_mb=peaks[0]).emit()


def run(way: str, source: Path, output: str, rows: int) -> dict[str, Any]:
    """Go one way in a process of its own; every row must come out."""
    target = source.with_name(f"out.{output}")
    command = [sys.executable, __file__, way, str(source), str(target)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    scan = pl.scan_parquet if output == "parquet" else pl.scan_lines
    written = scan(target).select(pl.len()).collect().item()
    say(f"{way} to {output}: {rows / found['seconds']:,.0f} rows a second, {found['peak_mb']:.0f} MB")
    if written != rows:
        raise AssertionError(f"{way} wrote {written:,} of {rows:,} rows.")
    return found


def go(way: str, source: Path, target: Path) -> None:
    """Read, work and write, streaming."""
    frame = pl.scan_parquet(source)
    if way == "ours":
        from userferry.passwords import hash_verdicts  # noqa: PLC0415 -- only this way pays for it

        found = pl.col("found").struct
        frame = frame.select(found=hash_verdicts(pl.col("hash"))).select(
            custom_password_hash=found.field("told"), kind=found.field("finding").struct.field("kind")
        )
    elif way == "finished":
        frame = pl.scan_parquet(source.with_name("finished.parquet"))
    frame.sink_parquet(target) if target.suffix == ".parquet" else frame.sink_ndjson(target)


def finish(source: Path, target: Path) -> None:
    """Keep what ours writes, for the way that only writes it."""
    go("ours", source, target)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        start = time.perf_counter()
        go(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
        seconds = time.perf_counter() - start
        sys.stdout.write(json.dumps({"seconds": seconds, "peak_mb": peak_mb()}) + "\n")
    else:
        main()
