"""The embedded tenant's import and export beside SQLite's own speed with the same rows and schema."""

import gzip
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import requests
from figures import Figure, is_quick, peak_mb, say
from people import split_files
from remote import Remote, running

from userferry.tenant.exports import GZIP_LEVEL
from userferry.tenant.store import Store

SIZES = (100_000, 1_000_000)
REPEATS = (3, 1)
IN_FLIGHT = 2
BATCH = 50_000
IMPORT_BOUND, EXPORT_BOUND, MEMORY_BOUND = 3.0, 2.0, 1.3
COLUMNS = (
    "connection_id, user_id, email, username, phone_number, profile, credential_kind, credential, mfa_factors"
)


def main() -> None:
    """Measure both sizes; small ones several times, and quote the median of the ratios."""
    divisor = 10 if is_quick() else 1
    peaks: list[float] = []
    with tempfile.TemporaryDirectory(prefix="bench-tenant-") as name:
        for size, repeats in zip((size // divisor for size in SIZES), REPEATS, strict=True):
            files = write_files(Path(name) / f"files-{size}", size)
            taken = [measure(Path(name) / f"tenant-{size}-{turn}", files, size) for turn in range(repeats)]
            for label, bound, place in (("import", IMPORT_BOUND, 0), ("export", EXPORT_BOUND, 1)):
                middle = sorted(taken, key=lambda run: run[place][0] / run[place][1])[len(taken) // 2]
                Figure(
                    f"tenant: {label} of {size:,} users, median of {repeats}", *middle[place],
                    bound if size == SIZES[-1] // divisor else None,  # the smaller size is there for the memory
                    peak_mb=middle[2],
                ).emit()  # fmt: skip
            peaks.append(statistics.median(run[2] for run in taken))
    Figure(
        f"tenant: peak memory, {SIZES[1] // divisor:,} users beside {SIZES[0] // divisor:,}",
        peaks[1], peaks[0], MEMORY_BOUND, unit="MB", peak_mb=peaks[1],
    ).emit()  # fmt: skip


def write_files(folder: Path, size: int) -> list[Path]:
    """Write the import files before any clock runs."""
    folder.mkdir()
    paths = []
    for number, (content, _rows) in enumerate(split_files(size)):
        path = folder / f"{number:05d}.json"
        path.write_bytes(content)
        paths.append(path)
    say(f"{size:,} users in {len(paths):,} files")
    return paths


def measure(
    folder: Path, files: list[Path], size: int
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Give ours and the baseline's seconds of import and of export, and the tenant's peak in MB."""
    with running(folder) as remote:
        import_seconds = bring(remote, files, size)
        imported_mb = peak_mb(remote.process.pid)
        export_seconds = fetch(remote, folder / "downloaded.gz")
        peak = peak_mb(remote.process.pid)
    insert_seconds, dump_seconds = baseline(folder / "tenant.sqlite", folder / "plain.sqlite")
    say(
        f"import {import_seconds:.1f} s / {insert_seconds:.1f} s = {import_seconds / insert_seconds:.2f},"
        f" export {export_seconds:.1f} s / {dump_seconds:.1f} s = {export_seconds / dump_seconds:.2f},"
        f" {imported_mb:.0f} MB after the import, {peak:.0f} MB after the export"
    )
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    return (import_seconds, insert_seconds), (export_seconds, dump_seconds), peak


def bring(remote: Remote, files: list[Path], size: int) -> float:
    """Import every file, two jobs in flight, and give the seconds."""
    waiting = iter(files)
    taking = threading.Lock()
    inserted: list[int] = []
    mistakes: list[BaseException] = []

    def send() -> None:
        try:
            session = remote.session()
            while True:
                with taking:
                    path = next(waiting, None)
                if path is None:
                    return
                job = remote.wait(session, remote.submit(session, path.read_bytes()))
                inserted.append(job["summary"]["inserted"])
        except BaseException as mistake:  # noqa: BLE001 -- told to the main thread
            mistakes.append(mistake)

    start = time.perf_counter()
    threads = [threading.Thread(target=send) for _ in range(IN_FLIGHT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    if mistakes:
        raise mistakes[0]
    if sum(inserted) != size:
        raise AssertionError(f"{sum(inserted)} users were inserted, not {size}.")
    return seconds


def fetch(remote: Remote, path: Path, fields: Sequence[str] = ()) -> float:
    """Export every user, with the usual fields or with these, download the file, and give the seconds."""
    session = remote.session()
    asked = {"format": "json"} | ({"fields": [{"name": name} for name in fields]} if fields else {})
    start = time.perf_counter()
    job = session.post(f"{remote.url}/api/v2/jobs/users-exports", json=asked, timeout=60).json()
    location = remote.wait(session, job["id"], poll_seconds=0.02)["location"]
    with requests.get(location, stream=True, timeout=60) as answer, path.open("wb") as file:
        answer.raise_for_status()
        for part in answer.raw.stream(1 << 20, decode_content=False):
            file.write(part)
    return time.perf_counter() - start


def baseline(source: Path, target: Path) -> tuple[float, float]:
    """Insert the same rows into the same schema, then dump the profiles, by SQLite alone.

    Only the inserts and their commits are on the clock; taking the rows from the tenant's file is not.
    """
    store = Store(target)
    seconds = 0.0
    with store.writing() as db:
        for row in sqlite3.connect(source).execute("SELECT id, name, body FROM connections"):
            db.execute("INSERT INTO connections VALUES (?, ?, ?)", row)
    statement = f"INSERT INTO users ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    for rows in batches(source):
        start = time.perf_counter()
        with store.writing() as db:
            db.executemany(statement, rows)
        seconds += time.perf_counter() - start
    start = time.perf_counter()
    profiles = sqlite3.connect(target).execute("SELECT profile FROM users ORDER BY seq")
    with gzip.open(target.with_suffix(".gz"), "wb", GZIP_LEVEL) as file:
        for (profile,) in profiles:
            file.write(profile.encode() + b"\n")
    dump_seconds = time.perf_counter() - start
    store.close()
    return seconds, dump_seconds


def batches(source: Path) -> Iterator[list[tuple]]:
    """Read the users as they are stored."""
    cursor = sqlite3.connect(source).execute(f"SELECT {COLUMNS} FROM users ORDER BY seq")
    while rows := cursor.fetchmany(BATCH):
        yield rows


if __name__ == "__main__":
    main()
