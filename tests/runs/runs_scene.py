"""A small dump, cut into chunks as another room cuts them, and a look at what a tenant holds."""

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl

from userferry.api import Session, create_export, download_export, wait_for_job
from userferry.runs import Balance, Order, Outcome, Pace
from userferry.tenant import LocalTenant

HASH = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"
IMPORTS = "/api/v2/jobs/users-imports"
DIGESTS = {"dump": "d" * 64, "mapping": "m" * 64, "resolutions": "r" * 64}
QUICK = Pace(min_poll_seconds=0.01, max_requests_per_second=1e6, grace_seconds=0.05, patience_seconds=60)
FAST: dict[str, Any] = {"pace": QUICK}

Rows = list[dict[str, Any]]


def user(number: int, **more: Any) -> dict[str, Any]:
    """Make a user; every third gives no id, so that both ways of recognition are met."""
    ids = {} if number % 3 == 0 else {"user_id": f"id-{number}"}
    return {"email": f"User{number}@Example.com", **ids, "password_hash": HASH, **more}


def dump() -> list[Rows]:
    """Four chunks of five users: two refused by the tenant, one twice in a chunk."""
    chunks = [[user(chunk * 5 + place) for place in range(5)] for chunk in range(4)]
    chunks[0][2]["email"] = "no address"
    chunks[1][1] = user(6, password_hash="$2y$10$" + "x" * 53)
    chunks[2][4] = dict(chunks[2][0])
    return chunks


def write_chunks(folder: Path, chunks: list[Rows]) -> Path:
    """Write chunk files and the two frames that describe them."""
    folder.mkdir(parents=True, exist_ok=True)
    cut, rows = [], []
    for number, users in enumerate(chunks, 1):
        data = json.dumps(users).encode()
        (folder / f"{number:05d}.json").write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        cut.append(
            {
                "chunk": number,
                "file": f"{number:05d}.json",
                "rows": len(users),
                "bytes": len(data),
                "digest": digest,
            }
        )
        rows += [(len(rows) + place, number, place) for place in range(len(users))]
    pl.DataFrame(cut).write_parquet(folder / "chunks.parquet")
    pl.DataFrame(rows, schema=["__row", "chunk", "position"], orient="row").write_parquet(
        folder / "rows.parquet"
    )
    return folder


def order(tenant: LocalTenant, chunks_folder: Path, dump_rows: int, *, upsert: bool = False) -> Order:
    """Ask for these chunks to be sent into a tenant's own connection."""
    return Order(chunks_folder, tenant.domain, tenant.connection_id, upsert, DIGESTS, dump_rows)


def people(session: Session, connection_id: str, folder: Path) -> set[tuple[str, str | None]]:
    """Read who is in the connection: address, and id where the dump gave one."""
    job = wait_for_job(
        session,
        create_export(session, connection_id=connection_id, fields=["email", "user_id"]).id,
        poll_seconds=0.01,
    )
    lines = download_export(session, job, folder / "people.ndjson").read_text().splitlines()
    found = [json.loads(line) for line in lines]
    assert len({each["user_id"] for each in found}) == len(found)
    return {(each["email"], each["user_id"] if "|id-" in each["user_id"] else None) for each in found}


def balance_of(outcome: Outcome, rows: int) -> Balance:
    """Draw the balance of a dump of which nothing was refused or held back."""
    refused = pl.DataFrame(schema={"__row": pl.Int64, "rule": pl.String, "code": pl.String})
    held = pl.DataFrame(schema={"__row": pl.Int64, "kind": pl.String, "decision": pl.String})
    return Balance.of(rows, refused=refused, held=held, rows=outcome.rows)
