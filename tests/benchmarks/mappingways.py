"""Two ways from a dump to JSON lines: ours, mapped, and polars alone. Each runs in a process of its own.

python mappingways.py ours|plain DUMP.csv TIMES TARGET (`-` counts and keeps nothing)
"""

import json
import os
import sys
import time
from pathlib import Path

import polars as pl
from figures import peak_mb
from hashfiles import write_hashes
from people import FAMILY, GIVEN, PLANS

COUNT_ONLY = "-"


def write_dump(path: Path, rows: int) -> Path:
    """Write a CSV of twelve columns, the same bytes for the same number of rows."""
    hashes = pl.scan_parquet(write_hashes(path.with_suffix(".parquet"), rows)).with_row_index("n")
    n = pl.col("n")
    moment = pl.from_epoch(n * 977 % 1_700_000_000)
    columns = {
        "id": n,
        "mail": pl.format(" User{}@example{}.com", n, n % 97),
        "login": pl.format("u_{}", n),
        "first": _pick(GIVEN, n),
        "last": _pick(FAMILY, n),
        "verified": pl.when(n % 5 == 0).then(pl.lit("N")).otherwise(pl.lit("Y")),
        "active": pl.when(n % 9 == 0).then(pl.lit("0")).otherwise(pl.lit("1")),
        "plan": _pick(PLANS, n),
        "joined": moment.dt.to_string("%Y-%m-%d %H:%M:%S"),
        "birthday": moment.dt.to_string("%d/%m/%Y"),
        "phone": pl.format("030 {}-{}", n % 9_000 + 1_000, n % 89 + 10),
        "hash": pl.col("hash"),
    }
    hashes.select(**columns).sink_csv(path, null_value="")
    return path


def _pick(words: tuple[str, ...], n: pl.Expr) -> pl.Expr:
    return (n % len(words)).replace_strict(dict(enumerate(words)), return_dtype=pl.String)


def ours(dump: Path, times: int) -> pl.LazyFrame:
    """Map, eight columns with a transform and the hashes converted, and write each user as an import file has it."""
    from userferry.chunks import json_line  # noqa: PLC0415 only this way pays for these
    from userferry.mapping import ColumnRule, Mapping, Step, apply_mapping  # noqa: PLC0415 measured too

    rules = (
        ColumnRule("id", "user_id"),
        ColumnRule("mail", "email", ("email",)),
        ColumnRule("login", "username"),
        ColumnRule("first", "given_name", ("trim",)),
        ColumnRule("last", "family_name", ("trim",)),
        ColumnRule("verified", "email_verified", ("boolean",)),
        ColumnRule("active", "blocked", ("boolean", "invert")),
        ColumnRule("plan", "app_metadata.plan"),
        ColumnRule("joined", "app_metadata.joined", ("utc_datetime",)),
        ColumnRule("birthday", "user_metadata.birthday", (Step("datetime", {"format": "%d/%m/%Y"}),)),
        ColumnRule("phone", "user_metadata.phone", (Step("phone", "DE"),)),
        ColumnRule("hash", "custom_password_hash"),
    )
    users = apply_mapping(_scan(dump, times), Mapping(rules))
    return users.select(line=pl.concat_str(json_line(users.collect_schema()), pl.lit("\n")))


def plain(dump: Path, times: int) -> pl.LazyFrame:
    """Let polars write the same columns: no change, no conversion."""
    return _scan(dump, times)


def _scan(dump: Path, times: int) -> pl.LazyFrame:
    return pl.scan_csv([dump] * times, infer_schema=False, empty_string_is_null=False)


def write(way: str, users: pl.LazyFrame, target: str) -> int:
    """Write it, or count what would be written; gives the rows."""
    if way == "plain" and target != COUNT_ONLY:
        users.sink_ndjson(target)
        return int(pl.scan_lines(target).select(pl.len()).collect(engine="streaming").item())
    rows = 0
    with Path(os.devnull if target == COUNT_ONLY else target).open("wb") as file:
        for batch in users.collect_batches(chunk_size=50_000, maintain_order=True, engine="streaming"):
            rows += batch.height
            if target != COUNT_ONLY:  # Arrow keeps a column's texts one after the other
                file.write(batch["line"].rechunk().to_arrow().buffers()[2])
    return rows


if __name__ == "__main__":
    way, given, repeats, into = sys.argv[1:]
    start = time.perf_counter()
    rows = write(way, {"ours": ours, "plain": plain}[way](Path(given), int(repeats)), into)
    found = {"rows": rows, "seconds": time.perf_counter() - start, "peak_mb": peak_mb()}
    sys.stdout.write(json.dumps(found) + "\n")
