"""Two ways through the same users and expressions, each in a process of its own: `python exportways.py way users.parquet`.

`ours` is the export's: users are frozen, cells are judged one by one, and are written. `plain` is the engine alone, told
to evaluate the same array and to give the values back.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import orjson
import polars as pl
import quickjs
from figures import peak_mb

from userferry.exports import Column, evaluate

EXPRESSIONS = (
    "user.user_metadata.name || user.name",
    "user.email.split('@')[1]",
    "user.identities.map(one => one.connection).join()",
    "user.logins_count > 3 ? 'often' : 'seldom'",
    "`${user.family_name}, ${user.given_name}`",
)
BATCH_ROWS = 2_000
PLAIN = """
(sources) => {
  const works = sources.map((source) => new Function("user", "return (" + source + ")"));
  return (text) => JSON.stringify(JSON.parse(text).map((user) => works.map((work) => work(user))));
}
"""


def write_users(path: Path, rows: int) -> Path:
    """Write users of an export, some 450 bytes each."""
    number = pl.col("n").cast(pl.String)
    parts = [
        '{"user_id":"auth0|', number, '","email":"user', number, '@example.com","email_verified":true,"name":"Ann Person ',
        number, '","given_name":"Ann","family_name":"Person","nickname":"ann","picture":"https://example.com/p/', number,
        '.png","created_at":"2024-05-06T07:08:09.123Z","updated_at":"2024-05-06T07:08:09.123Z","logins_count":',
        (pl.col("n") % 7).cast(pl.String), ',"identities":[{"connection":"Username-Password-Authentication","provider":"auth0",',
        '"user_id":"', number, '","isSocial":false}],"user_metadata":{"plan":"pro","name":"', number, '"}}',
    ]  # fmt: skip
    line = pl.concat_str(pl.lit(part) if isinstance(part, str) else part for part in parts)
    pl.LazyFrame({"n": range(rows)}).select(line=line).sink_parquet(path)
    return path


def ours(users: Path) -> int:
    """Evaluate as an export does; give how many users came out without an error."""
    with tempfile.TemporaryDirectory(prefix="bench-export-") as folder:
        columns = [Column(text, expression=text) for text in EXPRESSIONS]
        done = evaluate(pl.scan_parquet(users), columns, Path(folder))
        return done.users - done.errors.collect().height


def plain(users: Path) -> int:
    """Have the engine evaluate the same array, batch by batch; give how many users came out."""
    context = quickjs.Context()
    work = context.eval(PLAIN)(context.parse_json(json.dumps(EXPRESSIONS)))
    done = 0
    for batch in pl.scan_parquet(users).collect_batches(chunk_size=50_000, maintain_order=True):
        lines = batch["line"].to_list()
        for start in range(0, len(lines), BATCH_ROWS):
            done += len(orjson.loads(work(f"[{','.join(lines[start : start + BATCH_ROWS])}]")))
    return done


def main() -> None:
    """Go one way and say how long it took."""
    way, users = {"ours": ours, "plain": plain}[sys.argv[1]], Path(sys.argv[2])
    started = time.perf_counter()
    rows = way(users)
    found = {"rows": rows, "seconds": time.perf_counter() - started, "peak_mb": peak_mb()}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
