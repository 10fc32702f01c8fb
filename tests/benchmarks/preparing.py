"""Three ways from a dump to files: ours, polars alone, and a short script. Each runs in a process of its own.

python preparing.py ours|plain|naive DUMP.csv FOLDER
"""

import csv
import json
import sys
import time
from pathlib import Path

from figures import peak_mb

MAX_BYTES = 500_000
TARGETS = {
    "legacy_id": ("user_id", ()),
    "email": ("email", ("trim",)),
    "login": ("username", ()),
    "first_name": ("given_name", ("trim",)),
    "last_name": ("family_name", ("trim",)),
    "verified": ("email_verified", ("boolean",)),
    "plan": ("app_metadata.plan", ()),
    "joined": ("app_metadata.joined", ("utc_datetime",)),
    "logins": ("app_metadata.logins", ()),
    "pw_hash": ("password_hash", ()),
}


def ours(dump: Path, folder: Path) -> int:
    """Read, map, check, settle the duplicates, and cut into import files."""
    from userferry.checks import check_users  # noqa: PLC0415 -- only this way pays for these
    from userferry.chunks import split_users  # noqa: PLC0415 measured too
    from userferry.conflicts import Resolutions, resolve  # noqa: PLC0415 measured too
    from userferry.conflicts.rules import KeepRule  # noqa: PLC0415 measured too
    from userferry.dumps import read_dump  # noqa: PLC0415 measured too
    from userferry.mapping import Mapping, apply_mapping  # noqa: PLC0415 measured too
    from userferry.mapping.decided import ColumnRule  # noqa: PLC0415 measured too

    rules = (ColumnRule(column, target, transforms) for column, (target, transforms) in TARGETS.items())
    users = apply_mapping(read_dump(dump).frame, Mapping(tuple(rules)))
    good, failure = check_users(users)
    kinds = ("user_id", "email", "username")
    resolved = resolve(good, Resolutions({kind: KeepRule("first") for kind in kinds}))
    chunks = split_users(resolved.kept, folder, max_bytes=MAX_BYTES)
    return chunks.rows + resolved.held.height + failure.rows().height


def plain(dump: Path, folder: Path) -> int:
    """Let polars write the same columns as JSON lines: no check, no cut."""
    import polars as pl  # noqa: PLC0415 -- only this way and ours pay for it

    columns = [pl.col(column).alias(target) for column, (target, _) in TARGETS.items()]
    pl.scan_csv(dump, infer_schema=False).select(columns).sink_ndjson(folder / "users.ndjson")
    return sum(1 for _ in (folder / "users.ndjson").open("rb"))


def naive(dump: Path, folder: Path) -> int:
    """Write what a script of an afternoon does: csv, json, a new file at half a megabyte; no check."""
    lines: list[str] = []
    size = number = rows = 0
    with dump.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            user = {target: row[column] for column, (target, _) in TARGETS.items() if "." not in target}
            user["email_verified"] = row["verified"] == "Y"
            user["app_metadata"] = {name: row[name] for name in ("plan", "joined", "logins")}
            line = json.dumps(user)
            if size + len(line) + 2 > MAX_BYTES:
                (folder / f"{number:05d}.json").write_text(f"[{','.join(lines)}]")
                lines, size, number = [], 0, number + 1
            lines.append(line)
            size += len(line) + 1
            rows += 1
    (folder / f"{number:05d}.json").write_text(f"[{','.join(lines)}]")
    return rows


if __name__ == "__main__":
    way, given, target_folder = sys.argv[1:]
    start = time.perf_counter()
    count = {"ours": ours, "plain": plain, "naive": naive}[way](Path(given), Path(target_folder))
    seconds = time.perf_counter() - start
    sys.stdout.write(json.dumps({"rows": count, "seconds": seconds, "peak_mb": peak_mb()}) + "\n")
