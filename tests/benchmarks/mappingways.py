"""Two ways from a dump to JSON lines: ours, mapped, and polars alone. Each runs in a process of its own.

python mappingways.py ours|plain DUMP.csv TIMES TARGET (`-` counts and keeps nothing)
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from figures import peak_mb
from hashfiles import MIX, Mix, write_hashes
from people import FAMILY, GIVEN, PLANS

if TYPE_CHECKING:
    from userferry.mapping import Mapping

COUNT_ONLY = "-"


def write_dump(path: Path, rows: int, *, first: int = 0, mix: Mix = MIX) -> Path:
    """Write a CSV of twelve columns, the same bytes for the same rows.

    One address in a hundred is that of an earlier row, and one in five hundred is none.

    Args:
        path: The CSV.
        rows: How many.
        first: The number of the first; the password hashes are the same whatever it is.
        mix: Of password hashes.
    """
    kept = path.with_name(f"hashes-{rows}.parquet")
    hashes = pl.scan_parquet(kept if kept.exists() else write_hashes(kept, rows, mix))
    hashes = hashes.with_row_index("n", first)
    n = pl.col("n").cast(pl.Int64)
    owner = pl.when(n % 100 == 99).then(n // 2).otherwise(n)
    address = pl.format(" User{}@example{}.com", owner, owner % 97)
    moment = pl.from_epoch(n * 977 % 1_700_000_000)
    columns = {
        "id": n,
        "mail": pl.when(n % 500 == 7).then(pl.format("User{}@example", n)).otherwise(address),
        "login": pl.format("u_{}", n),
        "first": _pick(GIVEN, n),
        "last": _pick(FAMILY, n),
        "verified": pl.when(n % 5 == 0).then(pl.lit("N")).otherwise(pl.lit("Y")),
        "active": pl.when(n % 9 == 0).then(pl.lit("0")).otherwise(pl.lit("1")),
        "plan": _pick(PLANS, n),
        "joined": moment.dt.to_string("%Y-%m-%d %H:%M:%S"),
        "birthday": moment.dt.to_string("%d/%m/%Y"),
        "phone": pl.format("030 {}-{}", n // 1_000 + 1_000, n % 1_000 + 1_000),
        "hash": pl.col("hash"),
    }
    hashes.select(**columns).sink_csv(path, null_value="")
    return path


def _pick(words: tuple[str, ...], n: pl.Expr) -> pl.Expr:
    return (n % len(words)).replace_strict(dict(enumerate(words)), return_dtype=pl.String)


def mapping() -> "Mapping":
    """Decide on the twelve columns: eight with a transform, and the hashes converted."""
    from userferry.mapping import ColumnRule, Mapping, Step  # noqa: PLC0415 only our way pays for it

    return Mapping(
        (
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
    )


def ours(dump: Path, times: int) -> pl.LazyFrame:
    """Map, and write each user as an import file has it."""
    from userferry.chunks import json_line  # noqa: PLC0415 only this way pays for these
    from userferry.mapping import apply_mapping  # noqa: PLC0415 measured too

    users = apply_mapping(_scan(dump, times), mapping())
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
