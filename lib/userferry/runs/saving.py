"""Who is there before a run: everybody's ids and addresses, and all of those whom an upsert may change."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from userferry.api import Session
from userferry.durable import digest_of, make_folder, write_frame
from userferry.runs.presence import Presence, take_presence
from userferry.runs.records import Records

SAVED = "saved.parquet"
_CHUNKS_AT_ONCE = 200


def save_before(
    records: Records, session: Session, *, poll_seconds: float, sleep: Callable[[float], None]
) -> tuple[Presence, Presence | None]:
    """Export who is there to before.parquet, and of an upsert those whom it may meet, as they are, to saved.parquet.

    Whom it may meet is known by address or id; both files are of one export.
    """
    folder, connection_id = records.folder, records.manifest.connection_id
    if not records.manifest.upsert:
        before = folder / "before.parquet"
        return take_presence(session, connection_id, before, poll_seconds=poll_seconds, sleep=sleep), None
    whole = folder / "whole.parquet"
    try:
        everybody = take_presence(
            session, connection_id, whole, poll_seconds=poll_seconds, sleep=sleep, is_whole=True
        )
        before = write_frame(folder / "before.parquet", pl.scan_parquet(whole).drop("user"))
        saved = _save_met(records, whole)
    finally:
        whole.unlink(missing_ok=True)
    return Presence(before, everybody.users, digest_of(before)), saved


def _save_met(records: Records, whole: Path) -> Presence:
    """Keep those of the export whose address or id stands in the chunks, some hundred chunks at a time."""
    parts = records.folder / "saving"
    shutil.rmtree(parts, ignore_errors=True)
    make_folder(parts)
    try:
        users = pl.scan_parquet(whole)
        for number, (emails, ids) in enumerate(_keys(records)):
            is_met = pl.col("email").is_in(emails) | pl.col("user_id").is_in(ids)
            write_frame(parts / f"{number:05d}.parquet", users.filter(is_met))
        files = sorted(parts.glob("*.parquet"))
        met = pl.scan_parquet(files) if files else users.clear()
        path = write_frame(records.folder / SAVED, met.unique("user_id"))
    finally:
        shutil.rmtree(parts, ignore_errors=True)
    return Presence(path, pl.scan_parquet(path).select(pl.len()).collect().item(), digest_of(path))


def _keys(records: Records) -> Iterator[tuple[list[str], list[str]]]:
    numbers = [each.chunk for each in records.manifest.chunks]
    for start in range(0, len(numbers), _CHUNKS_AT_ONCE):
        rows = [row for number in numbers[start : start + _CHUNKS_AT_ONCE] for row in records.rows(number)]
        yield (
            [row.email for row in rows if row.email],
            [row.auth0_user_id for row in rows if row.auth0_user_id],
        )
