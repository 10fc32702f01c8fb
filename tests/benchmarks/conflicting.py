"""Users with planted duplicates, and two ways to find them. Each runs in a process of its own.

python conflicting.py write|ours|plain USERS.parquet ROWS
"""

import json
import sys
import time
from pathlib import Path

import polars as pl
from figures import peak_mb

EXACT_EVERY, NEAR_EVERY, REFUSED_EVERY = 100, 50, 100
"""Of so many users one repeats the address of the user before in capitals, one with a tag, and one is refused."""


def write(path: Path, rows: int) -> list[int]:
    """Write the users in parts, each row's address after its number."""
    number = pl.int_range(0, rows, dtype=pl.Int64, eager=False).alias("__row")
    row = pl.col("__row")
    is_exact, is_near = row % EXACT_EVERY == 1, row % NEAR_EVERY == 2
    whose = pl.when(is_exact | is_near).then(row - 1).otherwise(row)
    whose = pl.when(is_near & (whose % EXACT_EVERY == 1)).then(whose - 1).otherwise(whose)
    place = pl.when(row // 100 % 2 == 0).then(pl.lit("@gmail.com")).otherwise(pl.lit("@example.com"))
    local = pl.concat_str(pl.lit("user."), whose * 2_654_435_761 % 99_999_999_977, pl.lit("x"), whose)
    tagged = pl.when(is_near).then(pl.concat_str(local, pl.lit("+shop"))).otherwise(local)
    email = pl.concat_str(tagged, place)
    is_refused = row % REFUSED_EVERY == REFUSED_EVERY // 2
    pl.LazyFrame().select(number).select(
        "__row",
        pl.concat_str(pl.lit("id-"), row).alias("user_id"),
        pl.when(is_exact).then(email.str.to_uppercase()).otherwise(email).alias("email"),
        pl.concat_str(pl.lit("u"), row).alias("username"),
        pl.concat_str(pl.lit("Given"), row % 5_003).alias("given_name"),
        pl.concat_str(pl.lit("Family"), row % 9_973).alias("family_name"),
        (row % 3 == 0).alias("email_verified"),
        pl.when(is_refused)
        .then(pl.lit("+49 30"))
        .otherwise(pl.concat_str(pl.lit("+4930"), row + 10**8))
        .alias("phone_number"),
        pl.concat_str(pl.lit("$2b$10$"), pl.lit("a" * 38), row + 10**14).alias("password_hash"),
        pl.struct(pl.lit("pro").alias("plan"), (row % 500).alias("logins")).alias("app_metadata"),
    ).sink_parquet(path)
    return []


def ours(path: Path, rows: int) -> list[int]:
    """Judge every user by every rule and find both kinds of conflict among the good; count the users in each."""
    from userferry.checks import check_users  # noqa: PLC0415 -- only this way pays for it
    from userferry.conflicts import find_conflicts  # noqa: PLC0415 -- the same

    good, failure = check_users(pl.scan_parquet(path))
    clusters = find_conflicts(good).clusters
    return [
        failure.rows().height,
        *(clusters.filter(pl.col("kind") == kind).height for kind in ("email", "person")),
    ]


def plain(path: Path, rows: int) -> list[int]:
    """Group the addresses, lower-cased; count the users in the groups."""
    grouped = pl.scan_parquet(path).group_by(pl.col("email").str.to_lowercase()).len()
    shared = grouped.filter(pl.col("len") > 1).select("len").collect(engine="streaming")
    return [int(shared["len"].sum())]


def planted(way: str, rows: int) -> list[int]:
    """Count what was planted: who is refused, pairs that collide, and components that hold somebody with a tag."""
    exact, near = rows // EXACT_EVERY, rows // NEAR_EVERY
    return {"write": [], "plain": [2 * exact], "ours": [rows // REFUSED_EVERY, 2 * exact, 2 * near + exact]}[
        way
    ]


if __name__ == "__main__":
    way, given, count = sys.argv[1:]
    start = time.perf_counter()
    found = {"write": write, "ours": ours, "plain": plain}[way](Path(given), int(count))
    seconds = time.perf_counter() - start
    said = {"found": found, "planted": planted(way, int(count)), "seconds": seconds, "peak_mb": peak_mb()}
    sys.stdout.write(json.dumps(said) + "\n")
