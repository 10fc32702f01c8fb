"""Three ways from a dump to files: ours, polars alone, and a short script. Each runs in a process of its own.

python preparing.py ours|plain|naive FOLDER_OF_CSV_FILES FOLDER
"""

import csv
import json
import sys
import time
from pathlib import Path

from figures import peak_mb
from mappingways import mapping

MAX_BYTES = 500_000
NAMES = {
    "id": "user_id", "mail": "email", "login": "username", "first": "given_name", "last": "family_name", "hash": "hash"
}  # fmt: skip
APP, USER = {"plan": "plan", "joined": "joined"}, {"birthday": "birthday", "phone": "phone"}


def ours(dump: Path, folder: Path) -> int:
    """Read, map, convert the hashes, check, find and settle what collides, and cut into import files."""
    from userferry.checks import check_users  # noqa: PLC0415 -- only this way pays for these
    from userferry.chunks import split_users  # noqa: PLC0415 measured too
    from userferry.conflicts import KeepRule, Resolutions, find_conflicts, resolve  # noqa: PLC0415 measured too
    from userferry.dumps import read_dumps  # noqa: PLC0415 measured too
    from userferry.frames import kept_once  # noqa: PLC0415 measured too
    from userferry.mapping import apply_mapping  # noqa: PLC0415 measured too

    legacy = read_dumps(str(dump / "*.csv"), {}, root=dump)
    users = kept_once(apply_mapping(legacy.frame, mapping()), folder / "users.parquet")
    good, failure = check_users(users)
    conflicts = find_conflicts(good)
    kinds = ("user_id", "email", "username")
    resolved = resolve(good, conflicts, Resolutions({kind: KeepRule("first") for kind in kinds}))
    chunks = split_users(resolved.kept, folder / "chunks", max_bytes=MAX_BYTES)
    return chunks.rows + resolved.held.height + failure.rows().height


def plain(dump: Path, folder: Path) -> int:
    """Let polars write the same columns as JSON lines: no change, no check, no cut."""
    import polars as pl  # noqa: PLC0415 -- only this way and ours pay for it

    users = folder / "users.ndjson"
    pl.scan_csv(sorted(dump.glob("*.csv")), infer_schema=False).sink_ndjson(users)
    return int(pl.scan_lines(users).select(pl.len()).collect(engine="streaming").item())


def naive(dump: Path, folder: Path) -> int:
    """Write what a script of an afternoon does: csv, json, a new file at half a megabyte; no check."""
    lines: list[str] = []
    size = number = rows = 0
    for path in sorted(dump.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                user: dict[str, object] = {target: row[column] for column, target in NAMES.items()}
                user["email_verified"], user["blocked"] = row["verified"] == "Y", row["active"] == "0"
                user["app_metadata"] = {target: row[column] for column, target in APP.items()}
                user["user_metadata"] = {target: row[column] for column, target in USER.items()}
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
