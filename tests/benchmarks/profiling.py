"""What `bench_profile.py` measures, each way in a process of its own: the profile, and a plain count.

python profiling.py make|ours|plain ROWS DUMP.csv...
"""

import json
import sys
import time
from pathlib import Path

import polars as pl
from figures import peak_mb
from people import FAMILY, GIVEN, PLANS

BLOCK = 500_000


def make(path: Path, rows: int) -> int:
    """Write users of eleven columns, about 180 bytes each; the same bytes for the same number."""
    with path.open("wb") as file:
        for start in range(0, rows, BLOCK):
            block = _block(start, min(BLOCK, rows - start))
            block.write_csv(file, include_header=start == 0)
    return rows


def _block(start: int, rows: int) -> pl.DataFrame:
    number = pl.col("number")
    draw = [number.hash(seed) for seed in range(8)]
    # Base64 of hash digits stands for bcrypt's letters; two of them have stray bits that bcrypt leaves at nought.
    letters = pl.concat_str([one.cast(pl.String) for one in draw[:4]]).str.encode("base64")
    owner = pl.when(draw[4] % 100 == 0).then(draw[5] % (start + rows)).otherwise(number)
    day = pl.from_epoch(1_400_000_000 + draw[6] % 300_000_000)
    return pl.select(number=pl.int_range(start, start + rows, dtype=pl.UInt64)).select(
        legacy_id=number,
        email=pl.format("user{}@example{}.com", owner, owner % 97),
        login=pl.format("u_{}", number),
        first_name=pl.lit(pl.Series(GIVEN)).gather(draw[0] % len(GIVEN)),
        last_name=pl.lit(pl.Series(FAMILY)).gather(draw[1] % len(FAMILY)),
        phone=pl.format("+1555{}", (number % 10_000_000).cast(pl.String).str.zfill(7)),
        created=day.dt.strftime("%Y-%m-%d %H:%M:%S"),
        last_login=(day + pl.duration(days=draw[2] % 900)).dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        verified=pl.when(draw[3] % 5 > 0).then(pl.lit("Y")).otherwise(pl.lit("N")),
        plan=pl.lit(pl.Series(PLANS)).gather(draw[7] % len(PLANS)),
        pw_hash=pl.format("$2b$10${}O{}e", letters.str.slice(0, 21), letters.str.slice(21, 30)),
    )


def plain(paths: list[Path]) -> int:
    """Let polars count each column."""
    counts = pl.scan_csv(paths, infer_schema=False).select(pl.all().count()).collect(engine="streaming")
    return int(counts.row(0)[0])


def ours(paths: list[Path]) -> int:
    """Profile the dump."""
    from userferry.profile import profile_users  # noqa: PLC0415 -- only this way pays for it

    return profile_users(pl.scan_csv(paths, infer_schema=False, empty_string_is_null=False)).rows


if __name__ == "__main__":
    way, rows, *given = sys.argv[1:]
    files = [Path(path) for path in given]
    begun = time.perf_counter()
    count = make(files[0], int(rows)) if way == "make" else {"ours": ours, "plain": plain}[way](files)
    seconds = time.perf_counter() - begun
    sys.stdout.write(json.dumps({"rows": count, "seconds": seconds, "peak_mb": peak_mb()}) + "\n")
