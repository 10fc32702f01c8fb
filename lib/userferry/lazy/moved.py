"""Whom the tenant holds now: the few attributes by which a moved user is known, of everybody in the connection."""

from pathlib import Path

import polars as pl

from userferry.api import Session, create_export, download_export, wait_for_job
from userferry.durable import write_frame

MOVED = {"user_id": pl.String, "email": pl.String, "created_at": pl.Datetime("ms")}
"""`user_id` with its prefix, `email` in lower case, `created_at` in UTC."""


def ask_moved(session: Session, connection_id: str, to: Path, *, poll_seconds: float = 2.0) -> pl.LazyFrame:
    """Have the tenant export who is in a connection, and read it; nothing else of them is asked for.

    Args:
        session: With the tenant.
        connection_id: The connection that moves its users in.
        to: The parquet file (0600) in which they are kept.
        poll_seconds: Between two questions after the job.

    Returns:
        `MOVED`.

    Raises:
        TenantError: the tenant does not answer, or gives no export.
    """
    lines = to.with_suffix(".ndjson")
    job = create_export(session, connection_id=connection_id, fields=list(MOVED))
    try:
        download_export(session, wait_for_job(session, job.id, poll_seconds=poll_seconds), lines)
        write_frame(to, read_moved(lines))
    finally:
        lines.unlink(missing_ok=True)
    return pl.scan_parquet(to)


def read_moved(exported: Path) -> pl.LazyFrame:
    """Read an export's lines (NDJSON, unpacked) that hold at least these attributes, lazily, as `MOVED`."""
    line = pl.col("line")
    read = line.str.json_decode(pl.Struct(dict.fromkeys(MOVED, pl.String))).alias("user")
    users = pl.scan_lines(exported, name="line").filter(line != "").select(read).unnest("user")
    stamp = pl.col("created_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", strict=False, time_unit="ms")
    return users.with_columns(pl.col("email").str.to_lowercase(), stamp)
